import { UsageError } from '../usage-error.ts';

/** A file, or the beginning of keys, as `obs://bucket/key`. */
export interface FilePath {
  readonly bucket: string;
  /** Empty for the whole bucket. */
  readonly key: string;
}

/** Reads `obs://bucket/key`; nothing in it is percent-encoded. */
export function parseFilePath(text: string): FilePath {
  const [, bucket, key = ''] = /^obs:\/\/([^/]+)(?:\/(.*))?$/s.exec(text) ?? [];
  if (bucket === undefined) throw new UsageError(`'${text}' is not written obs://bucket/key`);
  // The address would lead to something else.
  if ([bucket, ...key.split('/')].some((part) => part === '.' || part === '..')) {
    throw new UsageError(`'${text}' has a part '.' or '..'`);
  }
  return { bucket, key };
}

/** The same where one file is meant. */
export function parseOneFile(text: string): FilePath {
  const path = parseFilePath(text);
  if (path.key === '') throw new UsageError(`'${text}' names no file: obs://bucket/key`);
  return path;
}

/** The same where a folder is meant. */
export function parseFolder(text: string): FilePath {
  const path = parseFilePath(text);
  if (path.key === '') throw new UsageError(`'${text}' names no folder: obs://bucket/folder`);
  return path;
}

export function showFilePath({ bucket, key }: FilePath): string {
  return `obs://${bucket}/${key}`;
}
