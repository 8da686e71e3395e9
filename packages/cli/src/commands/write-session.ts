import type { Session } from '@sluice/client';
import type { Format } from '../output/formats.ts';
import { type Field, writeRecord } from '../output/write-record.ts';
import type { SluiceContext } from '../sluice-context.ts';

/** Writes one session to stdout. */
export function writeSession(
  context: SluiceContext,
  format: Format,
  session: Session,
): Promise<void> {
  const { id } = session;
  return writeRecord(context, format, { fields: fieldsOf(session), whole: session, name: id });
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
