/**
 * Passes rows on and looks that none is missing.
 * @throws at the end when there were not `expected` of them (I11: never a silently short answer)
 */
export async function* exactly(
  expected: number,
  rows: AsyncIterable<string>,
): AsyncGenerator<string> {
  let count = 0;
  for await (const row of rows) {
    count += 1;
    yield row;
  }
  if (count !== expected) throw new Error(`${count} rows were read where there are ${expected}`);
}
