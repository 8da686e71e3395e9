/**
 * Passes parts of a result on and looks that no row is missing.
 * @throws at the end when there were not `expected` rows (I11: never a silently short answer)
 */
export async function* exactly<Part>(
  expected: number,
  parts: AsyncIterable<Part>,
  rowsIn: (part: Part) => number,
): AsyncGenerator<Part> {
  let count = 0;
  for await (const part of parts) {
    count += rowsIn(part);
    yield part;
  }
  if (count !== expected) throw new Error(`${count} rows were read where there are ${expected}`);
}
