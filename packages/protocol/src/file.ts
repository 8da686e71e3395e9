import { type Static, Type } from 'typebox';
import { nullable } from './nullable.ts';
import { textOf } from './text.ts';
import { Timestamp } from './timestamp.ts';
import { wholeNumber } from './whole-number.ts';

/** A file of a bucket, as it is listed. */
export const BucketFile = Type.Object({
  key: Type.String(),
  /** In bytes. */
  size: Type.Integer(),
  modified_at: Timestamp,
  /** As in the header ETag of its `GET`, without the quotes. */
  etag: Type.String(),
});
export type BucketFile = Static<typeof BucketFile>;

/** The answer of a `PUT` after which the file is whole and in its place. */
export const PutFile = Type.Object({
  bucket: Type.String(),
  ...BucketFile.properties,
  /** In hex. */
  sha256: Type.String(),
});
export type PutFile = Static<typeof PutFile>;

/** The answer of a `PUT` of a part after which more is to come, or that asks how much is here. */
export const PartKept = Type.Object({
  /** Bytes from the beginning of the file on: where the next part begins. */
  received: Type.Integer(),
  total: Type.Integer(),
});
export type PartKept = Static<typeof PartKept>;

/** The query of `GET /files/{bucket}`. */
export const FileListQuery = Type.Object(
  {
    prefix: Type.Optional(textOf(1_024)),
    /** The `next` of the page before. */
    after: Type.Optional(textOf(1_024)),
    /** Absent: 1,000. */
    limit: Type.Optional(wholeNumber(1, 1_000)),
  },
  { additionalProperties: false },
);
export type FileListQuery = Static<typeof FileListQuery>;

/** In the order of the keys, by the bytes of UTF-8. */
export const FileList = Type.Object({
  files: Type.Array(BucketFile),
  /** For `after`; null when this page is the last. */
  next: nullable(Type.String()),
});
export type FileList = Static<typeof FileList>;

/** The buckets that have a directory. `_` is always there, and not among them. */
export const BucketList = Type.Object({ buckets: Type.Array(Type.String()) });
export type BucketList = Static<typeof BucketList>;
