/**
 * The text that a client signs (dli-api.md 1.2).
 * @param headers those that were signed, in the order of the list; names in lower case
 * @param payloadHash lower-case hexadecimal SHA-256 of the body
 */
export function canonicalRequest({
  method,
  uri,
  query,
  headers,
  signedHeaders,
  payloadHash,
}: {
  readonly method: string;
  readonly uri: string;
  readonly query: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly signedHeaders: string;
  readonly payloadHash: string;
}): string {
  const lines = headers.map(([name, value]) => `${name}:${trimmed(value)}\n`).join('');
  return [method.toUpperCase(), uri, query, lines, signedHeaders, payloadHash].join('\n');
}

/**
 * What different clients take for the canonical path, the contract's own first: Python decodes and
 * encodes again, Go signs the path as it is, Node encodes what is encoded already (rule 7).
 */
export function canonicalUris(path: string): readonly [string, ...string[]] {
  const encodedAnew = withSlash(decode(path).split('/').map(encode).join('/'));
  const encodedTwice = withSlash(path.split('/').map(encode).join('/'));
  const others = new Set([withSlash(path), encodedTwice]);
  others.delete(encodedAnew);
  return [encodedAnew, ...others];
}

/**
 * The pairs sorted by name, then by value. A plus is a space, as it is for whatever reads the query
 * later: taken for a plus it would let `a%2Bb` be changed to `a+b` under the same signature.
 */
export function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map(decodePair)
    .sort(([name, value], [other, otherValue]) => order(name, other) || order(value, otherValue))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

function decodePair(pair: string): readonly [name: string, value: string] {
  const [name = '', ...rest] = pair.replaceAll('+', ' ').split('=');
  return [decode(name), decode(rest.join('='))];
}

function order(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/** Everything but letters, digits and `-_.~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** What cannot be decoded stays as it is; its signature will not fit, which is answer enough. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Spaces and tabs only: what else JavaScript takes for white space belongs to a header's value. */
function trimmed(value: string): string {
  let [start, end] = [0, value.length];
  while (isBlank(value[start])) start += 1;
  while (end > start && isBlank(value[end - 1])) end -= 1;
  return value.slice(start, end);
}

function isBlank(sign: string | undefined): boolean {
  return sign === ' ' || sign === '\t';
}
