import type { Column, Row } from '@sluice/client';
import type { SluiceContext } from '../sluice-context.ts';
import { cellText } from './cell-text.ts';
import { csvLine, tsvLine } from './delimited.ts';
import { exactJsonText } from './exact-json-text.ts';
import type { Format } from './formats.ts';
import { styleFor } from './style.ts';
import { layOutTable } from './table.ts';
import { writePieces, writeText } from './write-text.ts';

/** Writes the rows of a result to stdout as they come; only a table holds them all. */
export async function writeRows(
  context: SluiceContext,
  format: Exclude<Format, 'name'>,
  columns: readonly Column[],
  rows: AsyncIterable<Row>,
): Promise<void> {
  const { stdout } = context.process;
  const names = columns.map(({ name }) => name);
  switch (format) {
    case 'table':
      return writeText(stdout, await toTable(context, columns, rows));
    case 'tsv':
      return writePieces(stdout, toLines(names, rows, tsvLine));
    case 'csv':
      return writePieces(stdout, toLines(names, rows, csvLine));
    case 'json':
      return writePieces(stdout, toJson(names, rows));
    case 'jsonl':
      return writePieces(stdout, toJsonLines(names, rows));
  }
}

async function toTable(
  context: SluiceContext,
  columns: readonly Column[],
  rows: AsyncIterable<Row>,
): Promise<string> {
  const cells: (string | null)[][] = [];
  for await (const row of rows) cells.push(row.map(cellText));
  const tableColumns = columns.map(({ name, type }) => ({
    title: name,
    alignment: numeric.test(type) ? ('right' as const) : ('left' as const),
  }));
  return layOutTable(tableColumns, cells, styleFor(context.process.stdout, context));
}

const numeric = /^(tinyint|smallint|int|integer|bigint|float|double|decimal)/;

async function* toLines(
  names: readonly string[],
  rows: AsyncIterable<Row>,
  toLine: (row: Row) => string,
): AsyncGenerator<string> {
  yield toLine(names);
  for await (const row of rows) yield toLine(row);
}

async function* toJson(names: readonly string[], rows: AsyncIterable<Row>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const object of toObjects(names, rows)) {
    yield `${before}${object}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

async function* toJsonLines(
  names: readonly string[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<string> {
  for await (const object of toObjects(names, rows)) yield `${object}\n`;
}

/** As text, since a JavaScript object would put a column named "1" first. */
async function* toObjects(
  names: readonly string[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<string> {
  const keys = distinct(names).map((name) => JSON.stringify(name));
  for await (const row of rows) {
    yield `{${row.map((value, at) => `${keys[at]}:${exactJsonText(value)}`).join(',')}}`;
  }
}

/** Two columns may have one name: the second is called `name_2`. */
function distinct(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${name}_${number}`;
    taken.add(free);
    return free;
  });
}
