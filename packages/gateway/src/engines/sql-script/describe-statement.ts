import type { Column, ResultSummary } from '../../core/job/ending.ts';
import type { ScriptStatement } from './read-script.ts';

/** At most so much of a result is told in a log, and of a cell and of a text so many characters. */
export const mostRows = 100;
const mostCharacters = 64 * 1_024;
const longestCell = 120;
const longestText = 100;

/**
 * What the log tells of a statement that is done: its place, its text in short, its rows or how many it has
 * written. Rows that are left out are counted (I11).
 * @param lines the first rows of its result, a JSON array each; null where they could not be read
 */
export function describeStatement(
  { number, line, sql }: ScriptStatement,
  count: number,
  result: ResultSummary,
  lines: readonly string[] | null,
): string {
  const head = `[${number}/${count}] line ${line}: ${inShort(sql)}\n`;
  const { affectedRows, columns, rowCount } = result;
  if (columns.length === 0) {
    return `${head}${affectedRows === null ? 'done' : `${rows(affectedRows)} written`}\n`;
  }
  if (lines === null) return `${head}${rows(rowCount)}, which could not be read\n`;
  const table = tableOf(columns, lines);
  const isCut = table.rowCount < rowCount;
  const total = isCut ? `the first ${table.rowCount} of ${rows(rowCount)}` : rows(rowCount);
  return `${head}${table.text}${total}\n`;
}

function rows(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

/** As many rows as there is room for, in columns that stand below each other. */
function tableOf(columns: readonly Column[], lines: readonly string[]) {
  const names = columns.map(({ name }) => cellOf(name));
  const body = lines.slice(0, mostRows).map(cellsOf);
  const widths = names.map((name, column) =>
    Math.max(name.length, ...body.map((cells) => cells[column]?.length ?? 0)),
  );
  const told = (cells: readonly string[]) =>
    `${cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(' | ')
      .trimEnd()}\n`;
  let text = `${told(names)}${widths.map((width) => '-'.repeat(width)).join('-+-')}\n`;
  let rowCount = 0;
  for (const cells of body) {
    const next = told(cells);
    if (text.length + next.length > mostCharacters) break;
    text += next;
    rowCount += 1;
  }
  return { text, rowCount };
}

const exactJson = JSON as unknown as {
  rawJSON(text: string): unknown;
};

/** Numbers are told as they are written: some are longer than any of JavaScript's. */
function asWritten(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? exactJson.rawJSON(context?.source ?? String(value)) : value;
}

function cellsOf(line: string): readonly string[] {
  return (JSON.parse(line, asWritten) as unknown[]).map((value) => {
    if (value === null) return 'NULL';
    return cellOf(typeof value === 'string' ? value : JSON.stringify(value));
  });
}

function cellOf(text: string): string {
  return shortened(text.replaceAll(/\p{Cc}/gu, escaped), longestCell);
}

/** A terminal obeys some of them. */
function escaped(character: string): string {
  if (character === '\n') return '\\n';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A statement may be megabytes of rows. */
function inShort(sql: string): string {
  const begin = sql.slice(0, 4 * longestText);
  const line = begin.replaceAll(/[\s\p{Cc}]+/gu, ' ');
  return begin.length < sql.length
    ? `${line.slice(0, longestText)}…`
    : shortened(line, longestText);
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
