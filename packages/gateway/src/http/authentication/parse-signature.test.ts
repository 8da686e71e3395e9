import { expect, it } from 'vitest';
import { parseSignature } from './parse-signature.ts';

const digest = '0123456789abcdef'.repeat(4);

it.each([
  `SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host;x-sdk-date, Signature=${digest}`,
  `SDK-HMAC-SHA256 Access=AK1,SignedHeaders=host;x-sdk-date,Signature=${digest}`,
])('reads %s', (authorization) => {
  expect(parseSignature(authorization)).toEqual({
    accessKey: 'AK1',
    signedHeaders: 'host;x-sdk-date',
    digest,
  });
});

it.each([
  ['SDK-HMAC-SHA256', 'must read'],
  ['SDK-HMAC-SHA256 Access=AK1', 'must read'],
  [`SDK-HMAC-SHA256 Access=, SignedHeaders=host, Signature=${digest}`, 'must read'],
  [`SDK-HMAC-SHA256 SignedHeaders=host, Access=AK1, Signature=${digest}`, 'must read'],
  [`SDK-HMAC-SHA256 Access=AK1, SignedHeaders=, Signature=${digest}`, 'must read'],
  [`SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host;, Signature=${digest}`, 'names of headers'],
  [`SDK-HMAC-SHA256 Access=AK1, SignedHeaders=a:b, Signature=${digest}`, 'names of headers'],
  [`SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host, Signature=${digest.slice(1)}`, '64 lower-case'],
  [`SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host, Signature=${digest}0`, '64 lower-case'],
  [`SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host, Signature=${digest.toUpperCase()}`, '64 lower'],
  ['SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host, Signature=', '64 lower-case'],
])('says what is wrong with %s', (authorization, detail) => {
  const answer = parseSignature(authorization);
  expect(answer).toEqual({ kind: 'malformed', detail: expect.stringContaining(detail) });
});
