/**
 * The JSON text of an object with these fields and, as its last, a list. What is JSON text already goes
 * out letter by letter, so that no digit is lost (I11). Nothing comes before the first of them is there.
 */
export async function* listInJson(
  fields: object,
  name: string,
  texts: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string> {
  const end = ']}';
  let before = JSON.stringify({ ...fields, [name]: [] }).slice(0, -end.length);
  for await (const text of texts) {
    yield before + text;
    before = ',';
  }
  yield before === ',' ? end : before + end;
}
