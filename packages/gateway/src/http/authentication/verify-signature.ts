import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { AccessRefusal } from '../../core/access/access-refused-error.ts';
import { canonicalQuery, canonicalRequest, canonicalUris } from './canonical-request.ts';
import { malformed, type Signature } from './parse-signature.ts';
import { dateHeader, type SignedHeaders, valueOf } from './signed-headers.ts';
import type { SignedRequest } from './signed-request.ts';

/** All that a signature is checked against. */
export interface SignatureCase {
  readonly request: SignedRequest;
  readonly signature: Signature;
  /** What the request has for the names in `signature.signedHeaders`. */
  readonly signed: SignedHeaders;
  readonly secretKey: string;
}

/**
 * Checks that the request, with exactly these bytes as its body, was signed with the secret key
 * (dli-api.md 1.2). Null when it was.
 * @param body `to_come`: an upload, which is signed by its hash or, by a client that cannot, without
 */
export function verifySignature(
  { request, signature, signed, secretKey }: SignatureCase,
  body: Buffer | 'to_come',
): AccessRefusal | null {
  // Only a signed claim counts: an unsigned one would let anybody put a new body under a signature.
  const claimed = valueOf(signed, 'x-sdk-content-sha256');
  if (claimed === 'UNSIGNED-PAYLOAD' && body !== 'to_come') {
    return malformed('UNSIGNED-PAYLOAD is not taken here: sign the body');
  }
  if (claimed === '' && body === 'to_come') {
    return malformed('an upload signs X-Sdk-Content-Sha256: its hash, or UNSIGNED-PAYLOAD');
  }
  const bodyHash = body === 'to_come' ? claimed : sha256(body);
  const hashes = body.length === 0 ? [bodyHash, emptyObjectHash] : [bodyHash];
  const parts = {
    method: request.method,
    query: canonicalQuery(request.query),
    headers: signed,
    signedHeaders: signature.signedHeaders,
  };
  const uris = canonicalUris(request.path);
  const signedAt = valueOf(signed, dateHeader);
  const wanted = Buffer.from(signature.digest);
  const isSigned = hashes.some((payloadHash) =>
    uris.some((uri) => {
      const text = canonicalRequest({ ...parts, uri, payloadHash });
      return timingSafeEqual(Buffer.from(digestOf(text, signedAt, secretKey)), wanted);
    }),
  );
  if (isSigned && (claimed === '' || hashes.includes(claimed))) return null;
  const shown = canonicalRequest({ ...parts, uri: uris[0], payloadHash: bodyHash });
  return { kind: 'bad_signature', canonicalRequest: shown };
}

/** Some Node clients hash an absent body as `{}` and send nothing (rule 8). */
const emptyObjectHash = sha256('{}');

function digestOf(text: string, signedAt: string, secretKey: string): string {
  const toSign = ['SDK-HMAC-SHA256', signedAt, sha256(text)].join('\n');
  return createHmac('sha256', secretKey).update(toSign).digest('hex');
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
