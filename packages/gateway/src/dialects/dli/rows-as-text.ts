/**
 * A row with every value as text, NULL as null: so the rows of a DDL are written (dli-api.md 3.1.1).
 * Digits and nested values stay as they were.
 * @param line the JSON text of one array
 */
export function toTextRow(line: string): readonly (string | null)[] {
  const values = splitArray(line);
  return values.map((value) => {
    if (value === 'null') return null;
    return value.startsWith('"') ? (JSON.parse(value) as string) : value;
  });
}

/** The elements of a JSON array, each as it is written: commas inside strings and brackets stay. */
function splitArray(line: string): readonly string[] {
  const elements: string[] = [];
  let depth = 0;
  let begin = line.indexOf('[') + 1;
  for (const { 0: token, index } of line.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},]/g)) {
    if (token === '[' || token === '{') depth++;
    if (token === ']' || token === '}') depth--;
    if ((token === ',' && depth === 1) || depth === 0) {
      elements.push(line.slice(begin, index).trim());
      begin = index + 1;
    }
  }
  return elements.length === 1 && elements[0] === '' ? [] : elements;
}
