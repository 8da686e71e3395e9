import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { ReadResultAnswer } from '../../core/actions/read-result.ts';
import type { Principal } from '../../core/access/principal.ts';
import { isEnded, type Job } from '../../core/job/job.ts';
import { mostShownRows, resultTable } from '../result-table.ts';
import { describeCancel, errorNames, errorOutput } from './error-output.ts';
import { statementText } from './statement-text.ts';

/** A statement with its output, as JSON text. */
export async function showStatement(
  actions: GuardedActions,
  principal: Principal,
  job: Job,
  left: AbortSignal,
): Promise<string> {
  const output = await outputOf(actions, principal, job, left);
  return statementText(job, actions.progressOf(job), output);
}

async function outputOf(
  actions: GuardedActions,
  principal: Principal,
  job: Job,
  left: AbortSignal,
): Promise<string> {
  if (!isEnded(job)) return 'null';
  const { ending } = job.state;
  switch (ending.how) {
    case 'succeeded': {
      const page = { offset: 0, limit: mostShownRows };
      const answer = await actions.readResult(principal, job.id, page, left);
      if (answer.kind === 'rows') return tableOutput(answer);
      const evalue =
        answer.kind === 'expired'
          ? 'The result has expired: it was kept for its time. Run the statement again.'
          : 'The rows of the result are out of reach.';
      return JSON.stringify(errorOutput(job, 'ResultGone', evalue));
    }
    case 'failed':
      return JSON.stringify(errorOutput(job, errorNames[ending.error.code], ending.error.message));
    case 'lost':
      return JSON.stringify(errorOutput(job, 'Lost', ending.error.message));
    case 'cancelled': {
      const receipt = await actions.receiptOf(principal, job.id);
      return JSON.stringify(errorOutput(job, 'Cancelled', describeCancel(job, receipt)));
    }
  }
}

/** Without `text/plain`: clients that find it show it in the table's place. */
async function tableOutput(answer: Extract<ReadResultAnswer, { kind: 'rows' }>): Promise<string> {
  const { json } = await resultTable(answer);
  const number = answer.job.request.session?.number ?? 0;
  return `{"status":"ok","execution_count":${number},"data":{"application/json":${json}}}`;
}
