import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

/** What the bytes of a file are packed as, by the end of its name; null where it is text itself. */
export type Packing = 'gzip' | 'zstd';

const endings: Record<Packing, string> = { gzip: '.gz', zstd: '.zst' };

/** In whatever letters; DuckDB itself knows small ones alone. */
export function packingOf(path: string): Packing | null {
  const name = path.toLowerCase();
  if (name.endsWith(endings.gzip)) return 'gzip';
  return name.endsWith(endings.zstd) ? 'zstd' : null;
}

export function endingOf(packing: Packing): string {
  return endings[packing];
}

/** What makes text of the bytes of a file; null where they are text. */
export function unpackerOf(path: string): (Transform & { readonly bytesWritten: number }) | null {
  switch (packingOf(path)) {
    case 'gzip':
      return createGunzip();
    case 'zstd':
      return createZstdDecompress();
    case null:
      return null;
  }
}
