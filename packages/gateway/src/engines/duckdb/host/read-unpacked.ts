import { createReadStream } from 'node:fs';
import { createGunzip, createZstdDecompress } from 'node:zlib';

/** The streams that give the text of a file, to be joined by a pipeline. DuckDB goes by the name, too. */
export function readUnpacked(path: string): NodeJS.ReadWriteStream[] | NodeJS.ReadableStream[] {
  const file = createReadStream(path);
  if (path.endsWith('.gz')) return [file, createGunzip()];
  if (path.endsWith('.zst')) return [file, createZstdDecompress()];
  return [file];
}
