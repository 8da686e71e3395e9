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
  const keys = distinct(columnNames).map((name) => `${JSON.stringify(name)}:`);
  for await (const row of rows) {
    const fields = rowCells(row).map((cell, index) => (keys[index] ?? '') + cell);
    yield `{${fields.join(',')}}\n`;
  }
}

/** A name that came before gets a number, as DuckDB gives it to the columns of a table: `a`, `a_1`. */
function distinct(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 1; taken.has(free); number += 1) free = `${name}_${number}`;
    taken.add(free);
    return free;
  });
}
