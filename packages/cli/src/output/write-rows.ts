import type { Column, Row } from '@sluice/client';
import type { SluiceContext } from '../sluice-context.ts';
import { cellText } from './cell-text.ts';
import { tsvLine } from './delimited.ts';
import { doubleText } from './double-text.ts';
import { exactJsonText } from './exact-json-text.ts';
import type { Format } from './formats.ts';
import { styleFor } from './style.ts';
import { layOutTable } from './table.ts';
import { writePieces, writeText } from './write-text.ts';
import { yamlText } from './yaml-text.ts';

/** The forms that are made here; CSV comes from the gateway. */
export type RowFormat = Exclude<Format, 'name' | 'csv'>;

/** Writes the rows of a result to stdout as they come, until the signal ends it; only a table holds them all. */
export async function writeRows(
  context: SluiceContext,
  format: RowFormat,
  columns: readonly Column[],
  rows: AsyncIterable<Row>,
  signal: AbortSignal,
): Promise<void> {
  const { stdout } = context.process;
  switch (format) {
    case 'table':
      return writeText(stdout, await toTable(context, columns, rows), signal);
    case 'tsv':
      return writePieces(stdout, toLines(columns, rows), signal);
    case 'json':
      return writePieces(stdout, toJson(columns, rows), signal);
    case 'jsonl':
      return writePieces(stdout, toJsonLines(columns, rows), signal);
    case 'yaml':
      return writePieces(stdout, toYaml(columns, rows), signal);
  }
}

async function toTable(
  context: SluiceContext,
  columns: readonly Column[],
  rows: AsyncIterable<Row>,
): Promise<string> {
  const cells: (string | null)[][] = [];
  for await (const row of rows) cells.push(withDoublesAsText(columns, row).map(cellText));
  const tableColumns = columns.map(({ name, type }) => ({
    title: name,
    alignment: numeric.test(type) ? ('right' as const) : ('left' as const),
    keepsLines: name === planColumn,
  }));
  return layOutTable(tableColumns, cells, styleFor(context.process.stdout, context));
}

/** Of an EXPLAIN: the plan, as DuckDB draws it. */
const planColumn = 'explain_value';

const numeric = /^(tinyint|smallint|int|integer|bigint|float|double|decimal)/;

async function* toLines(
  columns: readonly Column[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<string> {
  yield tsvLine(columns.map(({ name }) => name));
  for await (const row of rows) yield tsvLine(withDoublesAsText(columns, row));
}

async function* toJson(
  columns: readonly Column[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<string> {
  let before = '[\n';
  for await (const object of toObjects(columns, rows)) {
    yield `${before}${object}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

async function* toJsonLines(
  columns: readonly Column[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<string> {
  for await (const object of toObjects(columns, rows)) yield `${object}\n`;
}

/** A sequence of mappings, an item at a time. */
async function* toYaml(
  columns: readonly Column[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<string> {
  const keys = distinct(columns.map(({ name }) => name));
  let isEmpty = true;
  for await (const row of rows) {
    isEmpty = false;
    yield yamlText([new Map(row.map((value, at) => [keys[at], value]))]);
  }
  if (isEmpty) yield '[]\n';
}

/** As text, since a JavaScript object would put a column named "1" first. */
async function* toObjects(
  columns: readonly Column[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<string> {
  const keys = distinct(columns.map(({ name }) => name)).map((name) => JSON.stringify(name));
  for await (const row of rows) {
    const fields = row.map((value, at) => {
      const text = isDouble(columns[at], value) ? doubleText(value) : exactJsonText(value);
      return `${keys[at]}:${text}`;
    });
    yield `{${fields.join(',')}}`;
  }
}

function withDoublesAsText(columns: readonly Column[], row: Row): Row {
  return row.map((value, at) => (isDouble(columns[at], value) ? doubleText(value) : value));
}

function isDouble(column: Column | undefined, value: Row[number]): value is number {
  return typeof value === 'number' && (column?.type === 'double' || column?.type === 'float');
}

/** Two columns may have one name: the second is called `name_1`, as the gateway calls it in a result as JSON Lines. */
function distinct(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 1; taken.has(free); number += 1) free = `${name}_${number}`;
    taken.add(free);
    return free;
  });
}
