import { open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Place } from './find-place.ts';
import { partOf } from './part-of.ts';

/**
 * Writes a file beside its place and puts it there when it is whole: what breaks off leaves nothing. The file has
 * the permissions of the one that it replaces.
 */
export async function writeBeside(
  place: Place,
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const { path, mode } = place;
  const part = partOf(place);
  const file = await open(part, 'wx', mode ?? undefined);
  try {
    // The umask may have taken some away.
    if (mode !== null) await file.chmod(mode);
    await pipeline(bytes, file.createWriteStream(), { signal });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
