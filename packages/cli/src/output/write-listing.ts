import type { SluiceContext } from '../sluice-context.ts';
import { csvLine, tsvLine } from './delimited.ts';
import { exactJsonText } from './exact-json-text.ts';
import type { Format } from './formats.ts';
import { styleFor } from './style.ts';
import { type TableColumn, layOutTable } from './table.ts';
import { writeText } from './write-text.ts';
import { yamlText } from './yaml-text.ts';

type Cell = string | number | boolean | null;

export interface ListingColumn<Item> extends Omit<TableColumn, 'title'> {
  /** As in JSON: `submitted_at`. */
  readonly name: string;
  /** In a table; absent: the name, as `SUBMITTED AT`. */
  readonly title?: string;
  /** The exact value, for programs. */
  readonly value: (item: Item) => Cell;
  /** The value for a person; absent: the same. */
  readonly show?: (item: Item) => string;
}

/** Writes like things to stdout, one a line. */
export async function writeListing<Item>(
  context: SluiceContext,
  format: Format,
  columns: readonly ListingColumn<Item>[],
  items: readonly Item[],
  nameOf: (item: Item) => string,
): Promise<void> {
  await writeText(context.process.stdout, toText(context, format, columns, items, nameOf));
}

function toText<Item>(
  context: SluiceContext,
  format: Format,
  columns: readonly ListingColumn<Item>[],
  items: readonly Item[],
  nameOf: (item: Item) => string,
): string {
  switch (format) {
    case 'table':
      return toTable(context, columns, items);
    case 'tsv':
      return toLines(columns, items, tsvLine);
    case 'csv':
      return toLines(columns, items, csvLine);
    case 'json':
      return `${exactJsonText(items, 2)}\n`;
    case 'jsonl':
      return items.map((item) => `${exactJsonText(item)}\n`).join('');
    case 'yaml':
      return yamlText(items);
    case 'name':
      return items.map((item) => `${nameOf(item)}\n`).join('');
  }
}

function toTable<Item>(
  context: SluiceContext,
  columns: readonly ListingColumn<Item>[],
  items: readonly Item[],
): string {
  const { stdout } = context.process;
  return layOutTable(
    columns.map((column) => ({ ...column, title: titleOf(column) })),
    items.map((item) => columns.map((column) => shown(column, item))),
    styleFor(stdout, context),
    stdout.isTTY ? stdout.columns : undefined,
  );
}

function titleOf<Item>({ name, title }: ListingColumn<Item>): string {
  return title ?? name.toUpperCase().replaceAll('_', ' ');
}

function shown<Item>(column: ListingColumn<Item>, item: Item): string {
  return column.show?.(item) ?? String(column.value(item) ?? '');
}

function toLines<Item>(
  columns: readonly ListingColumn<Item>[],
  items: readonly Item[],
  toLine: (row: readonly Cell[]) => string,
): string {
  const names = toLine(columns.map(({ name }) => name));
  return names + items.map((item) => toLine(columns.map(({ value }) => value(item)))).join('');
}
