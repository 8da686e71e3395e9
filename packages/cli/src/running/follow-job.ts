import { AbortedError, type Awaited, type Job, type SluiceClient } from '@sluice/client';
import type { SluiceContext } from '../sluice-context.ts';
import { openProgressLine, pollFor } from './progress-line.ts';
import { standingOfJob } from './standing.ts';

export interface FollowOptions {
  /** Absent: as long as the job lives. */
  readonly timeoutMs: number | undefined;
  readonly isQuiet: boolean;
  /** Ends the waiting, not the job. */
  readonly signal: AbortSignal;
  /** What the user can do meanwhile. */
  readonly hint: string;
}

/** Waits for the end of a job and shows meanwhile how it stands; null when the signal came first. */
export async function followJob(
  context: SluiceContext,
  client: SluiceClient,
  jobId: Job['id'],
  { timeoutMs, isQuiet, signal, hint }: FollowOptions,
): Promise<Awaited | null> {
  using progress = openProgressLine(context, isQuiet, hint);
  try {
    return await client.wait(jobId, {
      timeoutMs,
      signal,
      onLook: (job) => progress.show(standingOfJob(job)),
      ...pollFor(context),
    });
  } catch (error) {
    if (error instanceof AbortedError) return null;
    throw error;
  }
}
