import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import { type EndedJob, isEnded, type Job, type JobId } from '../../core/job/job.ts';
import type { SessionId } from '../../core/session/session.ts';

/** What one request asked to execute: one statement or several, in their order. Never none. */
export interface Script {
  readonly id: JobId;
  readonly jobs: readonly Job[];
}

/** More than can wait in a session. */
const mostStatements = 10_000;

/**
 * What the id of a statement names: a whole request by that of its first statement, any other statement
 * by its own. Null where there is none of that id in the session.
 */
export async function findScript(
  actions: GuardedActions,
  principal: Principal,
  sessionId: SessionId,
  statementId: string,
): Promise<Script | null> {
  const job = await actions.findStatementById(principal, sessionId, statementId);
  if (!job) return null;
  if (job.request.session?.script !== job.id) return { id: job.id, jobs: [job] };
  const page = { offset: 0, limit: mostStatements, order: 'number_asc' } as const;
  const found = await actions.listStatements(principal, sessionId, { script: job.id }, page);
  if (!found) return null;
  return { id: job.id, jobs: await Array.fromAsync(actions.eachJob(principal, found)) };
}

export type ScriptState =
  | { readonly kind: 'waiting' | 'running' }
  /** With all that ran, up to the first that did not succeed: those behind it never will. */
  | { readonly kind: 'ended'; readonly executed: readonly EndedJob[] };

export function scriptState({ jobs }: Script): ScriptState {
  const executed: EndedJob[] = [];
  for (const job of jobs) {
    if (!isEnded(job)) {
      const hasBegun = executed.length > 0 || job.state.status === 'running' || isStopping(job);
      return { kind: hasBegun ? 'running' : 'waiting' };
    }
    executed.push(job);
    if (job.state.ending.how !== 'succeeded') break;
  }
  return { kind: 'ended', executed };
}

function isStopping({ state }: Job): boolean {
  return state.status === 'cancelling' && state.operation !== null;
}
