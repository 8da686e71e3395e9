/** Writes JSON with BigInts as bare digits. */
export function exactJsonText(value: unknown, space?: number): string {
  return JSON.stringify(value, bigIntsAsDigits, space);
}

/** ECMAScript 2026; the type library does not know it yet. */
const exactJson = JSON as unknown as { rawJSON(text: string): unknown };

function bigIntsAsDigits(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? exactJson.rawJSON(value.toString()) : value;
}
