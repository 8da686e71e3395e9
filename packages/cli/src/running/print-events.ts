import { AbortedError, type FollowOptions } from '@sluice/client';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import type { GatewayFlags } from '../flags/common-flags.ts';
import { writeText } from '../output/write-text.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { hearEvents } from './hear-events.ts';
import { listenForInterrupts } from './interrupts.ts';
import { notesFor } from './notes.ts';

/** Prints what happens, a line of JSON for each event, until it is over or Ctrl-C ends it. */
export async function printEvents(
  context: SluiceContext,
  flags: GatewayFlags,
  followed: Pick<FollowOptions, 'jobId' | 'sessionId' | 'after'>,
): Promise<void> {
  using interrupts = listenForInterrupts(context.signals);
  const { first: signal } = interrupts;
  const notes = notesFor(context, flags.quiet);
  const client = connect(context, flags);
  try {
    for await (const { id, event } of hearEvents(client, { ...followed, signal }, notes)) {
      await writeText(context.process.stdout, `${JSON.stringify({ id, ...event })}\n`);
    }
  } catch (error) {
    if (!(error instanceof AbortedError)) throw error;
    context.process.exitCode = exitCodes.interrupted;
  }
}
