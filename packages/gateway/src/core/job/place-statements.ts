/** A statement of a text, and the line of the text at which it begins, from 1. */
export interface PlacedStatement {
  readonly sql: string;
  readonly line: number;
}

/** @param starts where each of the statements begins in the text, in their order */
export function placeStatements(
  text: string,
  statements: readonly string[],
  starts: readonly number[],
): readonly PlacedStatement[] {
  let line = 1;
  let seen = 0;
  return statements.map((sql, index) => {
    const start = starts[index] ?? 0;
    line += linesIn(text, seen, start);
    seen = start;
    return { sql, line };
  });
}

function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
    lines += 1;
  }
  return lines;
}
