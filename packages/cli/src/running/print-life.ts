import type { Job, JobEvent, SluiceClient } from '@sluice/client';
import { printable } from '../output/printable.ts';
import { writeText } from '../output/write-text.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { countRows } from './describe-ending.ts';
import { hearEvents } from './hear-events.ts';
import type { Notes } from './notes.ts';

/**
 * Prints what happened to a job, a line for each time that it moved, up to now or to its end.
 * @param job as it is now
 * @throws AbortedError
 */
export async function printLife(
  context: SluiceContext,
  client: SluiceClient,
  job: Job,
  { isFollowed, signal }: { readonly isFollowed: boolean; readonly signal: AbortSignal },
  notes: Notes,
): Promise<void> {
  for await (const heard of hearEvents(client, { jobId: job.id, signal }, notes)) {
    if (heard.kind !== 'job') continue;
    await writeText(context.process.stdout, `${describeMove(heard.event, job)}\n`);
    if (!isFollowed && isLatest(heard.event, job)) return;
  }
}

/** Not the start that came before the latest one, where it was begun again. */
function isLatest({ kind, at }: JobEvent, job: Job): boolean {
  return kind === job.status && at >= (job.started_at ?? job.submitted_at);
}

function describeMove(event: JobEvent, job: Job): string {
  return printable(`${event.at}  ${event.kind}${describeDetail(event, job)}`);
}

function describeDetail(
  { kind, cancel, error, row_count, affected_rows }: JobEvent,
  job: Job,
): string {
  switch (kind) {
    case 'queued':
    case 'launching':
    case 'running':
      return '';
    case 'cancelling':
      return cancel
        ? ` by ${cancel.by}, reason ${cancel.reason}, request ${cancel.request_id}`
        : '';
    case 'cancelled':
      return ', and all that it held is back';
    case 'failed':
    case 'lost':
      return error ? ` (${error.code}): ${error.message}` : '';
    case 'succeeded':
      if (affected_rows !== null) return `: ${countRows(affected_rows)} written`;
      // Of a statement without columns it is 0.
      return job.statement_class === 'query' ? `: ${countRows(row_count ?? 0)}` : '';
  }
}
