import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AccessRefusal } from '../../core/access/access-refused-error.ts';
import { sign, type ToSign } from '../../../tests/http/sign.ts';
import {
  type Vector,
  vectorAuthorization,
  vectorCredential,
  vectorHeaders,
  vectorProject,
  vectors,
} from '../../../tests/http/vectors.ts';
import { parseSignature } from './parse-signature.ts';
import { readSignedHeaders } from './signed-headers.ts';
import { toSignedRequest } from './signed-request.ts';
import { verifySignature } from './verify-signature.ts';

const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly authorization: string;
}

function verify(
  sent: Sent,
  body: Buffer | 'to_come' = Buffer.from(sent.body),
): AccessRefusal | null {
  const signature = parseSignature(sent.authorization);
  if ('kind' in signature) return signature;
  const rawHeaders = Object.entries(sent.headers).flat();
  const request = toSignedRequest({ method: sent.method, url: sent.url, rawHeaders });
  const signed = readSignedHeaders(request, signature);
  if ('kind' in signed) return signed;
  const { secretKey } = vectorCredential;
  return verifySignature({ request, signature, signed, secretKey }, body);
}

function asSent(vector: Vector): Sent {
  return { ...vector, headers: vectorHeaders, authorization: vectorAuthorization(vector) };
}

/** A request that its client has signed, with another body put under it where one is given. */
function signed(request: Omit<ToSign, 'headers'> & { headers?: ToSign['headers'] }): Sent {
  const { body = '', ...rest } = { headers: vectorHeaders, ...request };
  return { ...rest, body, authorization: sign({ ...rest, body }) };
}

describe.each(vectors)('vector $name', (vector) => {
  it('is accepted', () => {
    expect(verify(asSent(vector))).toBeNull();
  });

  it('is hashed as the official signer hashes it', () => {
    const forged = { ...asSent(vector), authorization: vectorAuthorization({ digest: zeros }) };
    const refusal = verify(forged);
    if (refusal?.kind !== 'bad_signature') throw new Error(`got ${JSON.stringify(refusal)}`);
    const hash = createHash('sha256').update(refusal.canonicalRequest).digest('hex');
    expect(hash).toBe(vector.canonicalHash);
  });

  it.each<[string, (sent: Sent) => Sent]>([
    ['another method', (sent) => ({ ...sent, method: 'PUT' })],
    [
      'another path',
      (sent) => ({ ...sent, url: sent.url.replace('/jobs', '/jobz').replace('pkg', 'pkh') }),
    ],
    [
      'one more query',
      (sent) => ({ ...sent, url: `${sent.url}${sent.url.includes('?') ? '&' : '?'}a=b` }),
    ],
    ['a body, or another one', (sent) => ({ ...sent, body: `${String(sent.body)} ` })],
    ['another date', (sent) => withHeader(sent, 'x-sdk-date', '20240102T030406Z')],
    ['another project', (sent) => withHeader(sent, 'x-project-id', 'f'.repeat(32))],
    ['another host', (sent) => withHeader(sent, 'host', '127.0.0.1:8081')],
    ['a signature with one digit changed', (sent) => ({ ...sent, authorization: flipLast(sent) })],
    [
      'another order of signed headers',
      (sent) => ({
        ...sent,
        authorization: sent.authorization.replace('content-type;host', 'host;content-type'),
      }),
    ],
    [
      'fewer signed headers',
      (sent) => ({
        ...sent,
        authorization: sent.authorization.replace('content-type;', ''),
      }),
    ],
  ])('is refused with %s', (_what, tamper) => {
    expect(verify(tamper(asSent(vector)))).toMatchObject({ kind: 'bad_signature' });
  });
});

/** An upload that says one hash of its body, and is signed with the same or another. */
function upload(hash: string, payloadHash = hash): Sent {
  const headers = { ...vectorHeaders, 'x-sdk-content-sha256': hash };
  return signed({ method: 'PUT', url: '/api/v1/files/lake/a', headers, payloadHash });
}

describe('an upload, whose body is to come', () => {
  it('is believed by the hash that was signed, or without one where that was signed', () => {
    expect(verify(upload(emptyHash.replace('e', 'f')), 'to_come')).toBeNull();
    expect(verify(upload('UNSIGNED-PAYLOAD'), 'to_come')).toBeNull();
  });

  it('is refused with another hash, and without any', () => {
    const other = verify(upload(emptyHash, 'UNSIGNED-PAYLOAD'), 'to_come');
    expect(other).toMatchObject({ kind: 'bad_signature' });
    const none = signed({ method: 'PUT', url: '/api/v1/files/lake/a' });
    expect(verify(none, 'to_come')).toMatchObject({ kind: 'malformed' });
  });
});

it('shows the canonical request as it should have been signed', () => {
  const [cancel] = vectors as [Vector];
  const forged = { ...asSent(cancel), authorization: vectorAuthorization({ digest: zeros }) };
  expect(verify(forged)).toEqual({
    kind: 'bad_signature',
    canonicalRequest: [
      'DELETE',
      `/v1.0/${vectorProject}/jobs/95fcc908-9f1b-446c-8643-5653891d9fd9/`,
      '',
      'content-type:application/json',
      'host:127.0.0.1:8080',
      'user-agent:huaweicloud-usdk-python/3.0',
      `x-project-id:${vectorProject}`,
      'x-sdk-date:20240102T030405Z',
      '',
      'content-type;host;user-agent;x-project-id;x-sdk-date',
      emptyHash,
    ].join('\n'),
  });
});

it('takes a query with its values changed for another one', () => {
  const [, list] = vectors as [Vector, Vector];
  const url = list.url.replace('page-size=5', 'page-size=6');
  expect(verify({ ...asSent(list), url })).toMatchObject({ kind: 'bad_signature' });
});

it('takes a plus in the query for the space that the server reads, not for a plus', () => {
  const plus = signed({ method: 'GET', url: '/a?q=a%2Bb', query: 'q=a%2Bb' });
  expect(verify(plus)).toBeNull();
  expect(verify({ ...plus, url: '/a?q=a+b' })).toMatchObject({ kind: 'bad_signature' });
  expect(verify(signed({ method: 'GET', url: '/a?q=a+b', query: 'q=a%20b' }))).toBeNull();
});

it.each([
  ['decoded and encoded again', '/p/group/my%20pkg.jar/'],
  ['as it went over the wire', '/p/group%2Fmy%20pkg.jar/'],
  ['encoded once more', '/p/group%252Fmy%2520pkg.jar/'],
])('accepts a path signed %s', (_how, uri) => {
  expect(verify(signed({ method: 'GET', url: '/p/group%2Fmy%20pkg.jar', uri }))).toBeNull();
});

it('refuses a path that was signed in no way that a client has', () => {
  const otherwise = signed({ method: 'GET', url: '/p/a%20b', uri: '/p/a+b/' });
  expect(verify(otherwise)).toMatchObject({ kind: 'bad_signature' });
});

describe('the hash of the body', () => {
  const url = '/v1.0/jobs';

  it('may be that of {} where the body is empty', () => {
    const sent = signed({ method: 'POST', url, body: '{}' });
    expect(verify({ ...sent, body: '' })).toBeNull();
    expect(verify({ ...sent, body: '[]' })).toMatchObject({ kind: 'bad_signature' });
  });

  it('is that of the very bytes', () => {
    const body = Buffer.from('{"sql": "select \'航班\'"}');
    expect(verify(signed({ method: 'POST', url, body }))).toBeNull();
    const broken = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
    expect(verify(signed({ method: 'POST', url, body: broken }))).toBeNull();
  });

  it('may be claimed by a header that is signed and true', () => {
    const claim = createHash('sha256').update('one').digest('hex');
    const headers = { ...vectorHeaders, 'x-sdk-content-sha256': claim };
    const sent = signed({ method: 'POST', url, body: 'one', headers });
    expect(verify(sent)).toBeNull();
  });

  it('is not what a signed header says when the body is another', () => {
    const claim = createHash('sha256').update('one').digest('hex');
    const headers = { ...vectorHeaders, 'x-sdk-content-sha256': claim };
    const sent = signed({ method: 'POST', url, body: 'two', headers, payloadHash: claim });
    expect(verify(sent)).toMatchObject({ kind: 'bad_signature' });
    // Nor when the true hash was signed beside a false claim.
    const mixed = signed({ method: 'POST', url, body: 'two', headers });
    expect(verify(mixed)).toMatchObject({ kind: 'bad_signature' });
  });

  it('is not what an unsigned header says: an old signature is not good for a new body', () => {
    const [, , submit] = vectors as [Vector, Vector, Vector];
    const old = createHash('sha256').update(submit.body).digest('hex');
    const replayed = withHeader(asSent(submit), 'x-sdk-content-sha256', old);
    expect(verify(replayed)).toBeNull();
    expect(verify({ ...replayed, body: '{"sql": "drop table t"}' })).toMatchObject({
      kind: 'bad_signature',
    });
  });

  it.each([true, false])('cannot be left out (header signed: %s)', (isSigned) => {
    const headers = { ...vectorHeaders, 'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD' };
    const names = Object.keys(isSigned ? headers : vectorHeaders).sort();
    const payloadHash = 'UNSIGNED-PAYLOAD';
    const sent = signed({
      method: 'POST',
      url,
      body: 'a',
      headers,
      signedHeaders: names,
      payloadHash,
    });
    expect(verify(sent)?.kind).toBe(isSigned ? 'malformed' : 'bad_signature');
  });
});

it('covers the headers that the client lists, whatever else is sent', () => {
  const signedHeaders = ['host', 'x-sdk-date'];
  const sent = signed({ method: 'GET', url: '/a', signedHeaders });
  expect(verify(sent)).toBeNull();
  expect(verify(withHeader(sent, 'user-agent', 'another'))).toBeNull();
  expect(verify(withHeader(sent, 'host', 'another'))).toMatchObject({ kind: 'bad_signature' });
});

it('takes values as they are, but for spaces and tabs around them', () => {
  const headers = { ...vectorHeaders, 'x-note': 'a  b\tc\u00a0' };
  const sent = signed({ method: 'GET', url: '/a', headers });
  expect(verify(sent)).toBeNull();
  expect(verify(withHeader(sent, 'x-note', ' \ta  b\tc\u00a0\t '))).toBeNull();
  expect(verify(withHeader(sent, 'x-note', 'a b c'))).toMatchObject({ kind: 'bad_signature' });
});

it('is refused when it was made with another secret key', () => {
  const secretKey = vectorCredential.secretKey.replace('1', '2');
  const sent = signed({ method: 'GET', url: '/a', secretKey });
  expect(verify(sent)).toMatchObject({ kind: 'bad_signature' });
});

const zeros = '0'.repeat(64);

function withHeader(sent: Sent, name: string, value: string): Sent {
  return { ...sent, headers: { ...sent.headers, [name]: value } };
}

function flipLast({ authorization }: Sent): string {
  const last = authorization.at(-1) === '0' ? '1' : '0';
  return authorization.slice(0, -1) + last;
}
