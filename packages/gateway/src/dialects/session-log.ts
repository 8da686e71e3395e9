import type { CancelReason } from '../core/job/cancel-intent.ts';
import type { SessionHappened } from '../core/ports/session-store.ts';
import { closeIntentOf, hasEnded, type Session } from '../core/session/session.ts';

/** What happened to the session, a line each. */
export function sessionLog(session: Session, events: readonly SessionHappened[]): string[] {
  return events.flatMap((event) => {
    const at = new Date(event.at).toISOString();
    const isUnwished = event.kind === 'failed' || event.kind === 'lost';
    // The first of those is why, which stands in its line already.
    const remarks = isUnwished ? event.remarks.slice(1) : event.remarks;
    return [`${at} ${describe(session, event)}`, ...remarks.map((text) => `${at} ${text}`)];
  });
}

function describe(session: Session, { kind, remarks }: SessionHappened): string {
  const { queueName, engine } = session.request;
  switch (kind) {
    case 'waiting':
      return `The session waits for a place on the queue ${queueName}.`;
    case 'starting':
      return `The session has its place and starts on ${engine}.`;
    case 'open':
      return 'The session is open.';
    case 'restored': {
      // The first is why, and any other names what it does not have.
      const how = remarks.length > 1 ? 'but without some of what it had' : 'with all that it had';
      return `The session was made again in another place, ${how}.`;
    }
    case 'closing':
      return `The session is being closed${whyClosed(session)}.`;
    case 'closed':
      return `The session is closed${whyClosed(session)}.`;
    case 'failed':
      return `The session failed: ${whyEnded(session)}`;
    case 'lost':
      return `The session is lost: ${whyEnded(session)}`;
  }
}

function whyClosed(session: Session): string {
  const intent = closeIntentOf(session);
  return intent ? `: ${closeWords[intent.reason](intent.by)}` : '';
}

const asked = (by: string) => `${by} asked for it`;

const closeWords: Record<CancelReason, (by: string) => string> = {
  user: asked,
  deleted: asked,
  timeout: () => 'it was idle for longer than it may',
  client_lost: () => 'its client was gone',
  session_closed: asked,
  script_stopped: asked,
  queue_restarted: (by) => `${by} restarted its queue`,
  queue_deleted: (by) => `${by} deleted its queue`,
  shutdown: () => 'the gateway was stopped',
  policy: () => 'a rule of its queue wanted it',
};

/** Why it ended, where nobody had wished it. */
export function whyEnded(session: Session): string {
  const ending = hasEnded(session) ? session.state.ending : null;
  return ending && 'error' in ending ? ending.error.message : '';
}
