import { existsSync } from 'node:fs';
import { copyUntil } from './copy-until.ts';

/**
 * Copies a database that nobody changes, with its write-ahead file, and with what a checkpoint that was killed has left.
 * @throws when the signal comes first
 */
export async function copyDatabase(stopped: AbortSignal, from: string, to: string): Promise<void> {
  for (const end of ['', '.wal', '.journal']) {
    if (existsSync(from + end)) await copyUntil(stopped, from + end, to + end);
  }
}
