import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Place } from './find-place.ts';

/**
 * A new name beside a place, for what is not whole yet: of nobody else who writes to the same place, and short
 * however long the name of the place is.
 */
export function partOf({ path }: Place): string {
  return join(dirname(path), `.${randomBytes(8).toString('hex')}.sluice-part`);
}
