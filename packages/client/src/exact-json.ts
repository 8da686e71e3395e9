/** A value of a result row. Integers that a double cannot hold are BigInts, to the digit. */
export type ExactValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly ExactValue[]
  | { readonly [name: string]: ExactValue };

/**
 * Reads JSON without losing a digit: an integer beyond 2^53 becomes a BigInt.
 * @throws SyntaxError when the text is not JSON
 */
export function parseExactJson(text: string): unknown {
  // The reviver is several times slower, and few answers have an integer so long.
  return sixteenDigits.test(text) ? json.parse(text, keepInteger) : JSON.parse(text);
}

/** @throws Error where this runtime does not tell a reviver how a number was written */
export function demandNumberTexts(): void {
  let source: string | undefined;
  json.parse('1', (_name, value, context) => ((source = context?.source), value));
  if (source === '1') return;
  throw new Error(
    '@sluice/client needs Node 24 or newer, or another runtime whose JSON.parse tells a reviver the ' +
      'text of a number (context.source): without it digits would be lost',
  );
}

const sixteenDigits = /\d{16}/;
const integer = /^-?\d+$/;

/** The third argument of a reviver (ECMAScript 2026), which the type library does not know yet. */
interface Source {
  readonly source?: string;
}
type Reviver = (name: string, value: unknown, context?: Source) => unknown;
const json = JSON as unknown as { parse(text: string, reviver: Reviver): unknown };

const keepInteger: Reviver = (_name, value, { source } = {}) =>
  typeof value === 'number' &&
  !Number.isSafeInteger(value) &&
  source !== undefined &&
  integer.test(source)
    ? BigInt(source)
    : value;
