import { AbortedError, type FollowOptions } from '@sluice/client';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import type { GatewayFlags } from '../flags/common-flags.ts';
import { printable } from '../output/printable.ts';
import { writeText } from '../output/write-text.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { listenForInterrupts } from './interrupts.ts';
import { notesFor } from './notes.ts';

/** Prints what happens, a line of JSON for each event, until it is over or Ctrl-C ends it. */
export async function printEvents(
  context: SluiceContext,
  flags: GatewayFlags,
  followed: Pick<FollowOptions, 'jobId' | 'sessionId' | 'after'>,
): Promise<void> {
  using interrupts = listenForInterrupts(context.signals);
  const notes = notesFor(context, flags.quiet);
  const events = connect(context, flags).events({
    ...followed,
    signal: interrupts.first,
    onLost: ({ message }) => notes.say(printable(`${message}; trying again`)),
    onBack: () => notes.say('connected again'),
  });
  try {
    for await (const told of events) {
      if (told.kind === 'reset') {
        notes.say(`some events are missed: ${told.reason}`);
      } else {
        const line = JSON.stringify({ id: told.id, ...told.event });
        await writeText(context.process.stdout, `${line}\n`);
      }
    }
  } catch (error) {
    if (!(error instanceof AbortedError)) throw error;
    context.process.exitCode = exitCodes.interrupted;
  }
}
