import type { Session } from '@sluice/client';
import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { sessionIdArgument } from '../flags/session-id.ts';
import { formatFor } from '../output/formats.ts';
import { type Field, writeRecord } from '../output/write-record.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface SessionsGetFlags extends CallFlags, OutputFlags {}

export const sessionsGetCommand = buildCommand<SessionsGetFlags, [id: string], SluiceContext>({
  func(flags, id) {
    return getSession(this, flags, id);
  },
  parameters: {
    positional: { kind: 'tuple', parameters: [sessionIdArgument] },
    flags: { ...outputFlags, ...callFlags },
    aliases: commonAliases,
  },
  docs: { brief: 'Show a session' },
});

async function getSession(context: SluiceContext, flags: SessionsGetFlags, id: string) {
  const session = await connect(context, flags, flags.timeout).sessions.get(id);
  await writeRecord(context, formatFor(context, flags.output), {
    fields: fieldsOf(session),
    whole: session,
    name: session.id,
  });
}

function fieldsOf(session: Session): readonly Field[] {
  const { error, close } = session;
  return [
    ['id', session.id],
    ['number', String(session.number)],
    ['status', session.status],
    ['kind', session.kind],
    ['queue', session.queue],
    ['engine', session.engine],
    ['database', session.database],
    ['owner', session.owner],
    ['name', session.name],
    ['key', session.key],
    ['wait limit', limitText(session.wait_timeout_ms)],
    ['idle limit', limitText(session.idle_timeout_ms)],
    ['created', session.created_at],
    ['opened', session.opened_at],
    ['ended', session.ended_at],
    ['error', error && `${error.code}: ${error.message}`],
    ['close', close && `by ${close.by} at ${close.at}, reason ${close.reason}`],
  ];
}

function limitText(ms: number | null): string | null {
  return ms === null ? null : `${ms} ms`;
}
