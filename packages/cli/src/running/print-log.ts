import type { Job, LogStream, SluiceClient } from '@sluice/client';
import { writeText } from '../output/write-text.ts';
import type { SluiceContext } from '../sluice-context.ts';
import type { Notes } from './notes.ts';

export interface LogWish {
  readonly stream: LogStream;
  /** Until the batch has ended. */
  readonly isFollowed: boolean;
  /** Absent: the last one, and each that is begun after it. */
  readonly attempt?: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Prints what a batch wrote, and says on stderr what of it is missing.
 * @throws AbortedError
 */
export async function printLog(
  context: SluiceContext,
  client: SluiceClient,
  jobId: Job['id'],
  { stream, isFollowed, attempt, signal }: LogWish,
  notes: Notes,
): Promise<void> {
  const pieces = client.batches.readLog(jobId, stream, {
    isFollowed,
    signal,
    ...(attempt !== undefined && { attempt }),
  });
  let [tried, next] = [0, 0];
  let isComplete = true;
  for await (const piece of pieces) {
    if (piece.attempt !== tried && next > 0) {
      notes.say(`sluice: begun again, try ${piece.attempt}`);
      next = 0;
    }
    tried = piece.attempt;
    if (piece.from > next) {
      notes.say(`sluice: ${piece.from - next} bytes here are not kept any more`);
    }
    next = piece.next;
    await writeText(context.process.stdout, piece.text);
    if (isComplete && piece.disk_full_at !== null) {
      isComplete = false;
      notes.say(`sluice: log incomplete: disk full, first seen ${piece.disk_full_at}`);
    }
  }
}
