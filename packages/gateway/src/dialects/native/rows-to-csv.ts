import type { ResultPart } from '../../core/ports/result-reader.ts';
import { toTextRow } from '../../core/rows/text-row.ts';

/**
 * A result as CSV (RFC 4180), with a line of column names, a line a text. NULL is an empty field and
 * empty text is `""`; numbers stand digit for digit; nested values stand as JSON text.
 * @param rows the JSON text of one array each
 */
export async function* rowsToCsv(
  columnNames: readonly string[],
  rows: AsyncIterable<string>,
): AsyncGenerator<string> {
  if (columnNames.length > 0) yield lineOf(columnNames.map(quoteText));
  for await (const row of rows) yield lineOf(toTextRow(row).map(toField));
}

/** The same where the engine has written the lines already: its bytes go out as they came. */
export async function* partsToCsv(
  columnNames: readonly string[],
  parts: AsyncIterable<ResultPart>,
): AsyncGenerator<Uint8Array> {
  let names: Uint8Array | null = Buffer.from(lineOf(columnNames.map(quoteText)));
  for await (const { bytes } of parts) {
    yield names ? Buffer.concat([names, bytes]) : bytes;
    names = null;
  }
  if (names) yield names;
}

function lineOf(fields: readonly string[]): string {
  return `${fields.join(',')}\r\n`;
}

function toField(text: string | null): string {
  return text === null ? '' : quoteText(text);
}

/** Text that is empty is quoted too, so that it differs from NULL. */
function quoteText(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
