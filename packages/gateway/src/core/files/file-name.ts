/** A file of a project, as `obs://bucket/key` names it. Only `readFileName` makes one. */
export interface FileName {
  readonly bucket: string;
  readonly key: string;
}

export type ReadFileName =
  | { readonly kind: 'file'; readonly file: FileName }
  /** @property reason for people: what is wrong with it */
  | { readonly kind: 'bad_name'; readonly field: 'bucket' | 'key'; readonly reason: string };

/** Names the files that lie in no directory: `obs://_/a.csv` is what SQL calls 'a.csv'. */
export const topBucket = '_';

/** In bytes of UTF-8, as a file system counts; and what OBS allows for a key. */
const longestSegment = 255;
const longestKey = 1_024;
const mostSegments = 32;

/**
 * Takes a bucket and a key apart, and refuses what could lead out of the project, or mean another file
 * to the file system or to SQL than it means here.
 */
export function readFileName(bucket: string, key: string): ReadFileName {
  const badBucket = whyNoBucket(bucket);
  if (badBucket !== null) return { kind: 'bad_name', field: 'bucket', reason: badBucket };
  const badKey = whyNoKey(bucket, key);
  if (badKey !== null) return { kind: 'bad_name', field: 'key', reason: badKey };
  return { kind: 'file', file: { bucket, key } };
}

/** Reads `obs://bucket/key`. Nothing in it is percent-encoded. */
export function readObsPath(path: string): ReadFileName {
  const [, bucket, key] = /^obs:\/\/([^/]*)\/(.*)$/su.exec(path) ?? [];
  if (bucket === undefined || key === undefined) {
    return { kind: 'bad_name', field: 'key', reason: 'A path is written obs://bucket/key.' };
  }
  return readFileName(bucket, key);
}

/** Null where it is one. */
export function whyNoBucket(bucket: string): string | null {
  if (bucket === topBucket || /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(bucket)) return null;
  return (
    "A bucket's name has 1 to 63 letters, digits, '.', '_' and '-', and begins with a letter or a " +
    `digit; '${topBucket}' names the files that lie in no directory.`
  );
}

/** Whether a key may have this between two slashes. */
export function isSegment(name: string): boolean {
  return whyNoSegment(name) === null;
}

function whyNoKey(bucket: string, key: string): string | null {
  if (key === '') return 'The key is empty.';
  const segments = key.split('/');
  if (bucket === topBucket && segments.length > 1) {
    return `A key of the bucket '${topBucket}' has no '/': the first part of the path is its bucket.`;
  }
  if (segments.length > mostSegments) return `A key has at most ${mostSegments} parts.`;
  for (const segment of segments) {
    const reason = whyNoSegment(segment);
    if (reason !== null) return reason;
  }
  return byteLength(key) > longestKey ? `A key has at most ${longestKey} bytes of UTF-8.` : null;
}

function whyNoSegment(segment: string): string | null {
  if (segment === '') return "A key has no '/' at its beginning or end, and no two in a row.";
  if (segment === '.' || segment === '..') return "A key has no part '.' or '..'.";
  // A lone surrogate has no form in UTF-8; NUL ends a name for the system.
  if (/[\p{Cc}\p{Cs}\\]/u.test(segment)) {
    return 'A key has no backslash, and no control characters.';
  }
  // Some file systems take two spellings of a letter for one, and others do not.
  if (segment !== segment.normalize('NFC')) {
    return 'A key is written in the normal form NFC of Unicode.';
  }
  if (isReserved(segment)) return "Names that begin with '.sluice' are reserved.";
  return byteLength(segment) > longestSegment
    ? `A part of a key has at most ${longestSegment} bytes of UTF-8.`
    : null;
}

/** Also as a file system may read it that knows no case, or passes over what is not shown. */
function isReserved(segment: string): boolean {
  const plain = segment.normalize('NFKC').replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '');
  return /^\.sluice/iu.test(plain);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
