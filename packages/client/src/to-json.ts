/**
 * Writes an order as JSON, without changing a value of it on the way: `JSON.stringify` makes a null of
 * what JSON has no word for.
 * @throws TypeError which names the place of such a value
 */
export function toJson(order: unknown): string {
  const places = new Map<unknown, string>();
  return JSON.stringify(order, function (this: Record<string, unknown>, name, value: unknown) {
    const place = placeIn(this, places.get(this) ?? '', name);
    // A date has been made a text, or a null, before it comes here.
    const given = value === null ? this[name] : value;
    const fault = faultOf(given, Array.isArray(this));
    if (fault !== null) throw new TypeError(`${place} is ${fault}`);
    if (typeof value === 'object' && value !== null) places.set(value, place);
    return value;
  });
}

function placeIn(holder: object, above: string, name: string): string {
  if (Array.isArray(holder)) return `${above}[${name}]`;
  return above === '' ? name : `${above}.${name}`;
}

/** What is wrong with a value, and what to give instead; null where it can be written. */
function faultOf(value: unknown, isElement: boolean): string | null {
  if (typeof value === 'bigint') {
    return `a bigint: give a number, or beyond 2^53 the text '${value}'`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return `${value}, and no number that a double holds exactly: write it as the text '${value}'`;
  }
  if (value instanceof Date && Number.isNaN(value.getTime())) {
    return 'Invalid Date: give one that is, or null';
  }
  // A field that is undefined is left out; an element cannot be.
  return isElement && value === undefined ? 'undefined: give a value, or null' : null;
}
