/**
 * The JSON text of an object with these fields and, as its last, `rows`. Rows that are JSON text already
 * go out letter by letter, so that no digit is lost (I11). Nothing comes before the first row is there.
 */
export async function* rowsInJson(
  fields: object,
  rows: AsyncIterable<string>,
): AsyncGenerator<string> {
  const end = ']}';
  let before = JSON.stringify({ ...fields, rows: [] }).slice(0, -end.length);
  for await (const row of rows) {
    yield before + row;
    before = ',';
  }
  yield before === ',' ? end : before + end;
}
