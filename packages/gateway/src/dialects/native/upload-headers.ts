import type { IncomingHttpHeaders } from 'node:http';
import type { PartedFile, Upload } from '../../core/ports/bucket-store.ts';
import { invalid, type Refusal } from './refusal.ts';

/** What the headers of an upload say of its content. */
export type UploadHead =
  | (Pick<Upload, 'length' | 'sha256' | 'part'> & { readonly kind: 'content' })
  /** `Content-Range` without a range: how much of this file is here? */
  | { readonly kind: 'question'; readonly file: PartedFile };

/** Reads Content-Length, Content-Range, and the digests of RFC 9530, or says which one is wrong. */
export function readUploadHead(headers: IncomingHttpHeaders): UploadHead | Refusal {
  const ofContent = readDigest(headers, 'content-digest');
  if (typeof ofContent === 'object' && ofContent) return ofContent;
  const ofFile = readDigest(headers, 'repr-digest');
  if (typeof ofFile === 'object' && ofFile) return ofFile;
  // The hash that a signature covers: what was signed is what comes.
  const signed = /^[0-9a-f]{64}$/.exec(single(headers['x-sdk-content-sha256']) ?? '')?.[0] ?? null;
  if (signed !== null && ofContent !== null && signed !== ofContent) {
    return invalid('Content-Digest', 'Content-Digest and X-Sdk-Content-Sha256 differ.');
  }
  const sha256 = ofContent ?? signed;
  const length = lengthOf(headers);
  const range = single(headers['content-range']);
  if (range === null) {
    if (sha256 !== null && ofFile !== null && sha256 !== ofFile) {
      return invalid('Repr-Digest', 'The two digests of the one content differ.');
    }
    return { kind: 'content', length, sha256: sha256 ?? ofFile, part: null };
  }
  if (ofFile === null) {
    const why = 'Parts are of a file that Repr-Digest names by its SHA-256: sha-256=:base64:';
    return invalid('Repr-Digest', why);
  }
  return readPart(range, { length, sha256, ofFile });
}

/** At most so many bytes of a file: more than any disk has, and all of them whole numbers. */
const longestFile = 2 ** 52;

function readPart(
  range: string,
  { length, sha256, ofFile }: { length: number | null; sha256: string | null; ofFile: string },
): UploadHead | Refusal {
  const question = /^bytes \*\/([0-9]{1,16})$/.exec(range);
  if (question) return { kind: 'question', file: { total: Number(question[1]), sha256: ofFile } };
  const [, first, last, all] =
    /^bytes ([0-9]{1,16})-([0-9]{1,16})\/([0-9]{1,16})$/.exec(range) ?? [];
  const [offset, end, total] = [Number(first), Number(last) + 1, Number(all)];
  if (!(offset < end && end <= total && total <= longestFile)) {
    return invalid('Content-Range', 'Content-Range is written bytes 0-1023/4096, or bytes */4096.');
  }
  if (length !== null && length !== end - offset) {
    return invalid('Content-Range', 'Content-Range and Content-Length differ in their length.');
  }
  // Without a Content-Length what comes in chunks is held to the range by its end alone.
  return { kind: 'content', length: end - offset, sha256, part: { offset, total, sha256: ofFile } };
}

function readDigest(
  headers: IncomingHttpHeaders,
  name: 'content-digest' | 'repr-digest',
): string | null | Refusal {
  const text = single(headers[name]);
  if (text === null) return null;
  const [, base64] = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*(?:,|$)/.exec(text) ?? [];
  if (base64 !== undefined) return Buffer.from(base64, 'base64').toString('hex');
  return invalid(name, `The header ${name} has no sha-256=:base64: (RFC 9530), which is checked.`);
}

function lengthOf(headers: IncomingHttpHeaders): number | null {
  const text = headers['content-length'];
  if (text !== undefined) return Number(text);
  return headers['transfer-encoding'] === undefined ? 0 : null;
}

function single(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
