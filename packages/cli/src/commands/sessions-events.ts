import type { SessionEvent } from '@sluice/client';
import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type FollowFlags,
  type OutputFlags,
  followFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { sessionIdArgument } from '../flags/session-id.ts';
import { formatFor } from '../output/formats.ts';
import { type ListingColumn, writeListing } from '../output/write-listing.ts';
import { printEvents } from '../running/print-events.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface SessionsEventsFlags extends FollowFlags, OutputFlags {
  readonly follow: boolean;
}

export const sessionsEventsCommand = buildCommand<SessionsEventsFlags, [id: string], SluiceContext>(
  {
    func(flags, id) {
      return showEvents(this, flags, id);
    },
    parameters: {
      positional: { kind: 'tuple', parameters: [sessionIdArgument] },
      flags: {
        follow: {
          kind: 'boolean',
          default: false,
          withNegated: false,
          brief: 'go on until the session has ended, a line of JSON for each event',
        },
        ...outputFlags,
        ...followFlags,
      },
      aliases: commonAliases,
    },
    docs: {
      brief: 'Show what happened to a session',
      fullDescription:
        'All that happened to it, the oldest first. With --follow also what happens, until it has ended: ' +
        'Ctrl-C ends the command, and not the session.',
    },
  },
);

async function showEvents(context: SluiceContext, flags: SessionsEventsFlags, id: string) {
  if (flags.follow) return printEvents(context, flags, { sessionId: id });
  const events = await connect(context, flags, flags.timeout).sessions.events(id);
  await writeListing(
    context,
    formatFor(context, flags.output),
    columns,
    events,
    ({ kind }) => kind,
  );
}

const columns: readonly ListingColumn<SessionEvent>[] = [
  { name: 'at', alignment: 'left', value: ({ at }) => at },
  { name: 'kind', alignment: 'left', value: ({ kind }) => kind },
  {
    name: 'remarks',
    alignment: 'left',
    canShrink: true,
    value: ({ remarks }) => (remarks.length === 0 ? null : remarks.join('; ')),
  },
];
