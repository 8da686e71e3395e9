import { AbortedError } from '@sluice/client';
import { buildCommand } from '@stricli/core';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import { type GatewayFlags, gatewayFlags } from '../flags/common-flags.ts';
import { printable } from '../output/printable.ts';
import { writeText } from '../output/write-text.ts';
import { listenForInterrupts } from '../running/interrupts.ts';
import { notesFor } from '../running/notes.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface EventsFollowFlags extends GatewayFlags {
  readonly after?: string | undefined;
}

export const eventsFollowCommand = buildCommand<EventsFollowFlags, [id?: string], SluiceContext>({
  func(flags, id) {
    return follow(this, flags, id);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        {
          parse: String,
          placeholder: 'ID',
          optional: true,
          brief: 'only this job, until it has ended',
        },
      ],
    },
    flags: {
      after: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'ID',
        brief:
          'begin after this event, or with the oldest; default: a whole job, or what comes next',
      },
      ...gatewayFlags,
    },
  },
  docs: {
    brief: 'Print what happens to jobs, a line of JSON for each event',
    fullDescription:
      'Goes on over connections that break, with every event once. The id in a line is what --after ' +
      'takes. Ctrl-C ends it.\n\nExit codes: 0 the job has ended; 1 the gateway stays away; 130 Ctrl-C.',
  },
});

async function follow(
  context: SluiceContext,
  flags: EventsFollowFlags,
  id?: string,
): Promise<void> {
  using interrupts = listenForInterrupts(context.signals);
  const notes = notesFor(context, false);
  const events = connect(context, flags).events({
    signal: interrupts.first,
    onLost: ({ message }) => notes.say(printable(`${message}; trying again`)),
    onBack: () => notes.say('connected again'),
    ...(id !== undefined && { jobId: id }),
    ...(flags.after !== undefined && { after: flags.after }),
  });
  try {
    for await (const followed of events) {
      if (followed.kind === 'reset') {
        notes.say(`some events are missed: ${followed.reason}`);
      } else {
        const line = JSON.stringify({ id: followed.id, ...followed.event });
        await writeText(context.process.stdout, `${line}\n`);
      }
    }
  } catch (error) {
    if (!(error instanceof AbortedError)) throw error;
    context.process.exitCode = exitCodes.interrupted;
  }
}
