import { statSync } from 'node:fs';

/** In bytes; a file that is not there has none. */
export function sizeOfFile(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
