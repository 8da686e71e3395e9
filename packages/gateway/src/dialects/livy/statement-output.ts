import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { ReadResultAnswer } from '../../core/actions/read-result.ts';
import type { Principal } from '../../core/access/principal.ts';
import { isEnded, type Job } from '../../core/job/job.ts';
import { toSparkSchema } from '../spark-schema.ts';
import { describeCancel, errorNames, errorOutput } from './error-output.ts';
import { statementText } from './statement-text.ts';

/** Of the rows of a statement; the whole result is with the native API, under the statement's job. */
const mostRows = 1_000;
/** The same in UTF-16 units: 1,000 rows may be of any width. */
const mostText = 4 * 1_024 * 1_024;

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
      const page = { offset: 0, limit: mostRows };
      const answer = await actions.readResult(principal, job.id, page, left);
      if (answer.kind === 'rows') return tableOutput(job, answer);
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

async function tableOutput(
  { request }: Job,
  { result, rows }: Extract<ReadResultAnswer, { kind: 'rows' }>,
): Promise<string> {
  const kept: string[] = [];
  let length = 0;
  for await (const row of rows) {
    length += row.length;
    if (length > mostText) break;
    kept.push(row);
  }
  const wasCut = kept.length < result.rowCount;
  // Beside the table, since clients that find `text/plain` show it in the table's place.
  const cut = wasCut
    ? `,${JSON.stringify(cutNotice(kept.length, result.rowCount)).slice(1, -1)}`
    : '';
  const table = `{"schema":${toSparkSchema(result.columns)},"data":[${kept.join(',')}]${cut}}`;
  const number = request.session?.number ?? 0;
  return `{"status":"ok","execution_count":${number},"data":{"application/json":${table}}}`;
}

function cutNotice(shown: number, total: number) {
  return {
    truncated: true,
    total_rows: total,
    msg: `These are the first ${shown} of ${total} rows. The native API has all of them.`,
  };
}
