import { buildCommand } from '../build-command.ts';
import { type FollowFlags, followFlags } from '../flags/common-flags.ts';
import { printEvents } from '../running/print-events.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface EventsFollowFlags extends FollowFlags {
  readonly after?: string | undefined;
}

export const eventsFollowCommand = buildCommand<EventsFollowFlags, [id?: string], SluiceContext>({
  func(flags, id) {
    return printEvents(this, flags, {
      ...(id !== undefined && { jobId: id }),
      ...(flags.after !== undefined && { after: flags.after }),
    });
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
      ...followFlags,
    },
    aliases: { q: 'quiet' },
  },
  docs: {
    brief: 'Print what happens to jobs, a line of JSON for each event',
    fullDescription:
      'Goes on over connections that break, with every event once. The id in a line is what --after ' +
      'takes. Ctrl-C ends it.\n\nExit codes: 0 the job has ended; 1 the gateway stays away; 3 --timeout is over; 130 Ctrl-C.',
  },
});
