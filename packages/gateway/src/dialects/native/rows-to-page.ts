import type { ResultPage } from '@sluice/protocol';

/** A page of JSON around rows that are JSON text already: they go out as they came (I11: exact). */
export async function* rowsToPage(
  page: Omit<ResultPage, 'rows'>,
  rows: AsyncIterable<string>,
): AsyncGenerator<string> {
  const end = ']}';
  let before = JSON.stringify({ ...page, rows: [] }).slice(0, -end.length);
  for await (const row of rows) {
    yield before + row;
    before = ',';
  }
  yield before === ',' ? end : before + end;
}
