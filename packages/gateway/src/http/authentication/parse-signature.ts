/** What `Authorization: SDK-HMAC-SHA256 …` says (dli-api.md 1.2). */
export interface Signature {
  readonly accessKey: string;
  /** The list as it was sent: `host;x-sdk-date`. */
  readonly signedHeaders: string;
  /** 64 lower-case hexadecimal digits. */
  readonly digest: string;
}

export interface Unreadable {
  readonly kind: 'malformed';
  /** For people: what is wrong with it. */
  readonly detail: string;
}

export function parseSignature(authorization: string): Signature | Unreadable {
  const match = wholeForm.exec(authorization);
  if (!match) return malformed(`Authorization must read "${wholeFormText}"`);
  const [, accessKey = '', signedHeaders = '', digest = ''] = match;
  if (!/^[0-9a-f]{64}$/.test(digest)) {
    return malformed('the Signature must be 64 lower-case hexadecimal digits');
  }
  if (!headerList.test(signedHeaders)) {
    return malformed('SignedHeaders must be names of headers with ";" between them');
  }
  return { accessKey, signedHeaders, digest };
}

export function malformed(detail: string): Unreadable {
  return { kind: 'malformed', detail };
}

const wholeFormText = 'SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…';
const wholeForm =
  /^SDK-HMAC-SHA256 +Access=([^\s,]{1,128}) *, *SignedHeaders=([^\s,]+) *, *Signature=([^\s,]*)$/;
const headerList = /^[\w!#$%&'*+.^`|~-]+(?:;[\w!#$%&'*+.^`|~-]+)*$/;
