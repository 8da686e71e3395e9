import { isFatal } from '../engine-error.ts';
import type { Checkpoints } from './checkpoints.ts';
import { RefusedError } from './refused-error.ts';
import type { StopSwitch } from './stop-switch.ts';

const longestWaitMs = 10_000;
const againMs = 100;

/** See `Lake.hasTypeAheadOfDatabase`. */
export class TypeAheadOfDatabase extends Error {}

/**
 * Has new databases be in the file, before a type is made in one. Others that hinder a checkpoint end, most of them in a moment.
 * @throws RefusedError where they do not
 */
export async function writeDatabases(
  checkpoints: Pick<Checkpoints, 'make'>,
  stop: Pick<StopSwitch, 'isWanted' | 'pause'>,
): Promise<void> {
  const until = performance.now() + longestWaitMs;
  for (;;) {
    try {
      return await checkpoints.make();
    } catch (error) {
      if (isFatal(error) || stop.isWanted) throw error;
      if (performance.now() > until) throw new RefusedError(isTooNew);
      await stop.pause(againMs);
    }
  }
}

const isTooNew = {
  code: 'runtime',
  message:
    'The type cannot be made yet: its database is new, and is written to the file when statements and transactions that ' +
    'are under way have ended, also those that only read. Nothing was done. Submit it again then.',
} as const;
