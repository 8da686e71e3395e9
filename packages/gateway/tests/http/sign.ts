import { createHash, createHmac } from 'node:crypto';
import { vectorCredential } from './vectors.ts';

export interface ToSign {
  readonly method: string;
  /** Path and query as they go over the wire. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Names of the headers to sign; all of them unless said. */
  readonly signedHeaders?: readonly string[];
  /** The canonical path, where the client has its own idea of it. */
  readonly uri?: string;
  readonly query?: string;
  readonly payloadHash?: string;
  readonly accessKey?: string;
  readonly secretKey?: string;
}

/** Signs as a client does, for requests whose path and query need no encoding: the `Authorization`. */
export function sign(request: ToSign): string {
  const { accessKey, secretKey } = { ...vectorCredential, ...request };
  const [path = '', query = ''] = request.url.split('?');
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const names = (request.signedHeaders ?? Object.keys(headers).sort()).map(String);
  const canonical = [
    request.method,
    request.uri ?? `${path}/`,
    request.query ?? query.split('&').sort().join('&'),
    ...names.map((name) => `${name}:${headers[name] ?? ''}`),
    '',
    names.join(';'),
    request.payloadHash ?? sha256(request.body ?? ''),
  ].join('\n');
  const toSign = `SDK-HMAC-SHA256\n${headers['x-sdk-date']}\n${sha256(canonical)}`;
  const digest = createHmac('sha256', secretKey).update(toSign).digest('hex');
  return `SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=${names.join(';')}, Signature=${digest}`;
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
