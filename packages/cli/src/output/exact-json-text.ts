/** Writes JSON with BigInts as bare digits, and with the sign of zero. */
export function exactJsonText(value: unknown, space?: number): string {
  return JSON.stringify(value, exactNumbers, space);
}

/** ECMAScript 2026; the type library does not know it yet. */
const exactJson = JSON as unknown as { rawJSON(text: string): unknown };

function exactNumbers(_name: string, value: unknown): unknown {
  if (Object.is(value, -0)) return exactJson.rawJSON('-0.0');
  return typeof value === 'bigint' ? exactJson.rawJSON(value.toString()) : value;
}
