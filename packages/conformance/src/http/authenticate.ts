import { createHash, createHmac } from 'node:crypto';
import type { Credential } from './credential.ts';

export interface Request {
  readonly method: string;
  readonly url: URL;
  /** Empty when there is none. */
  readonly body: string;
}

const contentType = 'application/json';

/** The headers of a request, with those that say who asks. */
export function headersOf(credential: Credential, request: Request): Record<string, string> {
  // Some Livy servers demand X-Requested-By of every write.
  const plain = { 'content-type': contentType, 'x-requested-by': 'sluice-conformance' };
  switch (credential.kind) {
    case 'none':
      return plain;
    case 'token':
      return { ...plain, 'x-auth-token': credential.token };
    case 'bearer':
      return { ...plain, authorization: `Bearer ${credential.key}` };
    case 'basic': {
      const pair = Buffer.from(`${credential.user}:${credential.password}`).toString('base64');
      return { ...plain, authorization: `Basic ${pair}` };
    }
    case 'aksk':
      return { ...plain, ...signed(credential, request) };
  }
}

type Keys = Extract<Credential, { kind: 'aksk' }>;

/** SDK-HMAC-SHA256, as the official SDKs sign (dli-api.md 1.2). */
function signed(keys: Keys, { method, url, body }: Request): Record<string, string> {
  const date = `${new Date().toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`;
  const headers: Record<string, string> = {
    'content-type': contentType,
    host: url.host,
    'x-sdk-date': date,
    // What is put has no other form than its bytes, so that these are signed by name.
    ...(method === 'PUT' && { 'x-sdk-content-sha256': sha256(body) }),
    ...(keys.securityToken !== undefined && { 'x-security-token': keys.securityToken }),
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    method,
    url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`,
    canonicalQuery(url),
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const toSign = ['SDK-HMAC-SHA256', date, sha256(canonical)].join('\n');
  const signature = createHmac('sha256', keys.secretKey).update(toSign).digest('hex');
  const { host: _, ...sent } = headers;
  return {
    ...sent,
    authorization:
      `SDK-HMAC-SHA256 Access=${keys.accessKey}, ` +
      `SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
