import { queueNames } from '../completing/queue-names.ts';
import type { SessionStatus } from '@sluice/client';
import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { type PageFlags, pageFlags } from '../flags/page-flags.ts';
import { formatFor } from '../output/formats.ts';
import { notesFor } from '../running/notes.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeSessions } from './write-sessions.ts';

interface SessionsListFlags extends CallFlags, OutputFlags, PageFlags {
  readonly queue?: string | undefined;
  readonly status?: readonly SessionStatus[] | undefined;
}

const statuses = [
  'waiting',
  'starting',
  'open',
  'closing',
  'closed',
  'failed',
  'lost',
] as const satisfies readonly SessionStatus[];

export const sessionsListCommand = buildCommand<SessionsListFlags, [], SluiceContext>({
  func(flags) {
    return listSessions(this, flags);
  },
  parameters: {
    flags: {
      queue: {
        kind: 'parsed',
        parse: String,
        proposeCompletions: queueNames,
        optional: true,
        placeholder: 'NAME',
        brief: 'only sessions of this queue',
      },
      status: {
        kind: 'enum',
        values: statuses,
        variadic: ',',
        optional: true,
        brief: 'only sessions in one of these, such as waiting,open',
      },
      ...pageFlags('SESSIONS'),
      ...outputFlags,
      ...callFlags,
    },
    aliases: commonAliases,
  },
  docs: { brief: 'List sessions, the newest first' },
});

async function listSessions(context: SluiceContext, flags: SessionsListFlags): Promise<void> {
  const { queue, status, offset, limit } = flags;
  const { sessions, total } = await connect(context, flags, flags.timeout).sessions.list({
    offset,
    limit,
    ...(queue !== undefined && { queue }),
    ...(status !== undefined && { status: [...status] }),
  });
  await writeSessions(context, formatFor(context, flags.output), sessions);
  const next = offset + sessions.length;
  if (next < total) {
    const shown = `${sessions.length} of ${total} sessions`;
    notesFor(context, flags.quiet).remark(`${shown}: --offset ${next} lists the next ones`);
  }
}
