import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import { isEnded, type Job } from '../../core/job/job.ts';
import { statementOutput } from './statement-output.ts';
import { toStatementWord } from './statement-words.ts';

/**
 * A statement as this dialect shows it (dli-api.md 3.4.1), as JSON text: rows in its output go out letter
 * by letter, so that no digit is lost (I11).
 */
export async function toStatementRecord(
  actions: GuardedActions,
  principal: Principal,
  job: Job,
  left: AbortSignal,
): Promise<string> {
  const fields = JSON.stringify({
    id: job.request.session?.number,
    code: job.request.sql,
    state: toStatementWord(job),
    progress: isEnded(job) ? 1 : (actions.progressOf(job) ?? 0),
  });
  const output = isEnded(job) ? await statementOutput(actions, principal, job, left) : 'null';
  return `${fields.slice(0, -1)},"output":${output}}`;
}
