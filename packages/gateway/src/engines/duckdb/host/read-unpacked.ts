import { createReadStream } from 'node:fs';
import { unpackerOf } from './packing.ts';

/** The streams that give the text of a file, to be joined by a pipeline. */
export function readUnpacked(path: string): NodeJS.ReadWriteStream[] | NodeJS.ReadableStream[] {
  const file = createReadStream(path);
  const unpacker = unpackerOf(path);
  return unpacker ? [file, unpacker] : [file];
}
