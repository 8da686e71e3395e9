import type { AccessRefusal } from '../../core/access/access-refused-error.ts';
import { malformed, type Signature, type Unreadable } from './parse-signature.ts';
import { formatSdkDate, parseSdkDate } from './sdk-date.ts';
import type { SignedRequest } from './signed-request.ts';

/** The headers that were signed, in the order of the list: lower-case name, and its one value. */
export type SignedHeaders = readonly (readonly [name: string, value: string])[];

/**
 * Takes from the request what the signature covers, as its own list says, and nothing else. A signed
 * header that is absent was never signed, and of one that came twice nobody knows which was.
 */
export function readSignedHeaders(
  { headers }: SignedRequest,
  { signedHeaders }: Signature,
): SignedHeaders | Unreadable {
  const signed: (readonly [string, string])[] = [];
  for (const name of signedHeaders.toLowerCase().split(';')) {
    const [value, second] = headers.get(name) ?? [];
    if (value === undefined) return malformed(`the signed header ${name} is not in the request`);
    if (second !== undefined) return malformed(`the signed header ${name} is in the request twice`);
    signed.push([name, value]);
  }
  // Not so the host: the Go SDK does not sign it (dli-api.md 1.2, rule 1).
  if (!signed.some(([given]) => given === dateHeader)) {
    return malformed(`SignedHeaders must name ${dateHeader}`);
  }
  return signed;
}

/** How far a client's clock may be off, either way (dli-api.md 1.2, rule 3). */
const skewLimitMs = 15 * 60 * 1_000;

/** Refuses a request that was signed too long ago, or in a time to come; null lets it pass. */
export function checkSigningTime(signed: SignedHeaders, now: number): AccessRefusal | null {
  const signedAt = valueOf(signed, dateHeader);
  const at = parseSdkDate(signedAt);
  if (at === null) return malformed('X-Sdk-Date must be a UTC time such as 20240102T030405Z');
  return Math.abs(now - at) > skewLimitMs
    ? { kind: 'clock_off', signedAt, serverTime: formatSdkDate(now) }
    : null;
}

/** The value of a header, if it was signed; else empty. */
export function valueOf(signed: SignedHeaders, name: string): string {
  return signed.find(([given]) => given === name)?.[1] ?? '';
}

export const dateHeader = 'x-sdk-date';
