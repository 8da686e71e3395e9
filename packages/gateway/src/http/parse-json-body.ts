import { jsonDepthLimit, jsonValuesLimit } from './limits.ts';
import { RequestError } from './request-error.ts';

/**
 * Reads a body as JSON, whatever its Content-Type says. An empty one is `undefined`: official clients
 * send `Content-Type: application/json` without a body. Of a key given twice the last counts.
 * @throws RequestError when it is no JSON in UTF-8, is nested too deeply, or has too many values
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  // Before the parse: what checks or writes a value calls itself for each level.
  refuseLarge(body);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return JSON.parse(text, mayNamePrototype(text) ? dropPrototype : undefined);
  } catch {
    throw new RequestError(
      400,
      'SLUICE_BODY_NOT_JSON',
      'The body of the request is not JSON in UTF-8.',
    );
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/** Counts brackets and commas outside strings. Bytes will do: no byte of a longer UTF-8 character is ASCII. */
function refuseLarge(body: Buffer): void {
  let depth = 0;
  let commas = 0;
  let isInString = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (isInString) {
      if (byte === backslash) at++;
      else if (byte === quote) isInString = false;
    } else if (byte === quote) isInString = true;
    else if (closing.has(byte)) depth--;
    else if (byte === comma && ++commas >= jsonValuesLimit) {
      throw new RequestError(
        400,
        'SLUICE_BODY_TOO_MANY_VALUES',
        `The body of the request has too many values: at most ${jsonValuesLimit}.`,
      );
    } else if (opening.has(byte) && ++depth > jsonDepthLimit) {
      throw new RequestError(
        400,
        'SLUICE_BODY_TOO_DEEP',
        `The body of the request is nested too deeply: at most ${jsonDepthLimit} levels.`,
      );
    }
  }
}

/** A cheap look, so that the slow way is taken only where it may be needed: any letter can be escaped. */
function mayNamePrototype(text: string): boolean {
  return text.includes('__proto__') || text.includes('\\u00');
}

/** An own key of this name turns into the prototype of whatever it is copied to by assignment. */
function dropPrototype(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}
