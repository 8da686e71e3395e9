/**
 * Cuts a row, the JSON text of one array, into the texts of its elements, letter by letter: parsed
 * numbers would lose digits.
 */
export function rowCells(row: string): readonly string[] {
  if (row === '[]') return [];
  const cells: string[] = [];
  let depth = 0;
  let start = 1;
  for (let at = 1; at < row.length; at++) {
    switch (row.charAt(at)) {
      case '"':
        at = endOfString(row, at);
        break;
      case '[':
      case '{':
        depth++;
        break;
      case '}':
        depth--;
        break;
      case ',':
        if (depth > 0) break;
        cells.push(row.slice(start, at));
        start = at + 1;
        break;
      case ']':
        if (depth === 0) return [...cells, row.slice(start, at)];
        depth--;
        break;
    }
  }
  throw new Error(`a row is not a whole JSON array: ${row.slice(0, 100)}`);
}

function endOfString(text: string, quoteAt: number): number {
  let at = quoteAt + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
