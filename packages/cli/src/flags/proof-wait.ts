import { UsageError } from '../usage-error.ts';
import { parseDuration } from './duration.ts';

/** The gateway waits no longer for the proof of a cancel or a close. */
const longestWaitMs = 300_000;

/** Reads how long a command waits for a proof. Milliseconds come out. */
export function parseProofWait(text: string): number {
  const waitMs = parseDuration(text);
  if (waitMs <= longestWaitMs) return waitMs;
  throw new UsageError(`"${text}" is too long: the gateway waits 5m at most`);
}
