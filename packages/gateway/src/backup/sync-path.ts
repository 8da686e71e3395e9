import { open } from 'node:fs/promises';

/** Returns when a file or a directory is on disk, also if the power fails. */
export async function syncPath(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
