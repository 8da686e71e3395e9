import { distinctNames } from '../../core/rows/distinct-names.ts';
import { rowCells } from '../../core/rows/row-cells.ts';

/**
 * A result as JSON Lines: an object a row, by the names of its columns, a line a text. Values stand letter by
 * letter as they came, so that no digit is lost (I11).
 * @param rows the JSON text of one array each
 */
export async function* rowsToJsonLines(
  columnNames: readonly string[],
  rows: AsyncIterable<string>,
): AsyncGenerator<string> {
  const keys = distinctNames(columnNames).map((name) => `${JSON.stringify(name)}:`);
  for await (const row of rows) {
    const fields = rowCells(row).map((cell, index) => (keys[index] ?? '') + cell);
    yield `{${fields.join(',')}}\n`;
  }
}
