import { UsageError } from '../usage-error.ts';
import { parseDuration } from './duration.ts';

const longestGraceMs = 600_000;

/** Reads how long a batch has to end by itself. Milliseconds come out. */
export function parseGrace(text: string): number {
  const graceMs = parseDuration(text);
  if (graceMs <= longestGraceMs) return graceMs;
  throw new UsageError(`"${text}" is no grace of a batch: write 0s to 10m`);
}
