import type { CloseNotConfirmed, Closed, Session, SessionReceipt } from '@sluice/protocol';
import { type Gateway, callGateway } from './call-gateway.ts';
import type { CancelOptions } from './cancel-job.ts';
import { ProblemError } from './errors/problem-error.ts';
import { persist } from './persist.ts';

/** What became of a close. Only `closed` is a success. */
export type CloseVerdict =
  /** Its context was seen to be gone, and all that it held is back. The time is from the durable wish to that proof. */
  | {
      readonly kind: 'closed';
      readonly session: Session;
      readonly receipt: SessionReceipt;
      readonly confirmedInMs: number;
    }
  /** It had ended before the wish came, or ended otherwise while it was on its way. */
  | { readonly kind: 'ended_otherwise'; readonly session: Session }
  /** Not seen to end in time. The wish is durable and goes on. */
  | { readonly kind: 'not_confirmed'; readonly session: Session };

const graceMs = 10_000;

/** A close asked twice is one close (the first wish stays), so that it may be asked again. */
export async function closeSession(
  gateway: Gateway,
  sessionId: string,
  { waitMs = 30_000, patienceMs = 1_000, signal }: CancelOptions,
): Promise<CloseVerdict> {
  const path = `/sessions/${encodeURIComponent(sessionId)}`;
  const call = {
    method: 'POST',
    path: `${path}/close`,
    body: { wait_ms: waitMs },
    timeoutMs: waitMs + graceMs,
    signal,
  } as const;
  return persist(
    async (isRepeated) => {
      try {
        const answer = await callGateway<Closed | CloseNotConfirmed>(gateway, call, 'verdict');
        return answer.verdict === 'closed'
          ? toClosed(answer.session, answer.receipt)
          : { kind: 'not_confirmed', session: answer.session };
      } catch (error) {
        const session = endedSessionOf(error);
        if (!session) throw error;
        // Our own first try may have been the one that closed it: it is closed, with its proof.
        if (!isRepeated || session.status !== 'closed') return { kind: 'ended_otherwise', session };
        const look = {
          method: 'GET',
          path: `${path}/closing`,
          timeoutMs: graceMs,
          signal,
        } as const;
        return toClosed(session, await callGateway<SessionReceipt>(gateway, look, 'phases'));
      }
    },
    patienceMs,
    signal,
  );
}

function toClosed(session: Session, receipt: SessionReceipt): CloseVerdict {
  const { accepted, released } = receipt.phases;
  const confirmedInMs = Date.parse(released ?? accepted) - Date.parse(accepted);
  return { kind: 'closed', session, receipt, confirmedInMs };
}

function endedSessionOf(error: unknown): Session | null {
  return error instanceof ProblemError && error.code === 'already_ended'
    ? (error.problem.session ?? null)
    : null;
}
