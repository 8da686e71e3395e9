import { AbortedError, type FollowOptions } from '@sluice/client';
import { connect } from '../connect.ts';
import type { FollowFlags } from '../flags/common-flags.ts';
import { writeText } from '../output/write-text.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { hearEvents } from './hear-events.ts';
import { firstWithin, listenForInterrupts } from './interrupts.ts';
import { notesFor } from './notes.ts';
import { tellFollowingEnded } from './tell-following-ended.ts';

/** Prints what happens, a line of JSON for each event, until it is over or Ctrl-C ends it. */
export async function printEvents(
  context: SluiceContext,
  flags: FollowFlags,
  followed: Pick<FollowOptions, 'jobId' | 'sessionId' | 'after'>,
): Promise<void> {
  using interrupts = listenForInterrupts(context.signals);
  const signal = firstWithin(interrupts, flags.timeout);
  const notes = notesFor(context, flags.quiet);
  const client = connect(context, flags);
  try {
    for await (const { id, event } of hearEvents(client, { ...followed, signal }, notes)) {
      await writeText(context.process.stdout, `${JSON.stringify({ id, ...event })}\n`);
    }
  } catch (error) {
    if (!(error instanceof AbortedError)) throw error;
    context.process.exitCode = tellFollowingEnded(interrupts, notes);
  }
}
