import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { ReadResultAnswer } from '../../core/actions/read-result.ts';
import type { EndedJob } from '../../core/job/job.ts';
import { mostShownRows, type ResultTable, resultTable } from '../result-table.ts';
import { sessionFate } from '../session-fate.ts';
import { toTextRow } from '../../core/rows/text-row.ts';
import { toJobMessage } from './job-message.ts';

/** The output of a statement that has ended, as JSON text; `null` where it never began (dli-api.md 3.0.5). */
export async function statementOutput(
  actions: GuardedActions,
  principal: Principal,
  job: EndedJob,
  left: AbortSignal,
): Promise<string> {
  const { ending, intent, startedAt } = job.state;
  switch (ending.how) {
    case 'succeeded': {
      const page = { offset: 0, limit: mostShownRows };
      const answer = await actions.readResult(principal, job.id, page, left);
      if (answer.kind === 'rows') return rowsOutput(answer);
      return errorOutput(job, goneRows[answer.kind]);
    }
    case 'failed':
    case 'lost':
      return errorOutput(job, toJobMessage(job));
    case 'cancelled': {
      if (startedAt === null) return 'null';
      const why = toJobMessage(job) || `The statement was cancelled by ${intent?.by}.`;
      const receipt = await actions.receiptOf(principal, job.id);
      return errorOutput(job, why + sessionFate(job, receipt));
    }
  }
}

const goneRows: Record<Exclude<ReadResultAnswer['kind'], 'rows'>, string> = {
  expired:
    'DLI.0100: The result has expired: it was kept for its time. Submit the statement again.',
  no_result: 'DLI.0012: The rows of the result are out of reach.',
  unknown: 'DLI.0023: The statement is not kept any more.',
};

function errorOutput(job: EndedJob, evalue: string): string {
  return JSON.stringify({
    status: 'error',
    execution_count: job.request.session?.number,
    ename: 'Error',
    evalue,
    traceback: [],
  });
}

type ReadRows = Extract<ReadResultAnswer, { kind: 'rows' }>;

async function rowsOutput(answer: ReadRows): Promise<string> {
  const table = await resultTable(answer);
  const text = JSON.stringify(toText(answer, table));
  const number = answer.job.request.session?.number;
  const head = JSON.stringify({ status: 'ok', execution_count: number });
  return `${head.slice(0, -1)},"data":{"text/plain":${text},"application/json":${table.json}}}`;
}

/** For people: a line a row, its values apart by a tab. I11: the last line says what was left out. */
function toText({ result }: ReadRows, { rows, cut }: ResultTable): string {
  const { columns, affectedRows } = result;
  if (columns.length === 0) return affectedRows === null ? '' : `${affectedRows} rows`;
  const lines = [columns.map(({ name }) => name), ...rows.map(toCells)];
  return [...lines.map((cells) => cells.join('\t')), ...(cut === null ? [] : [cut])].join('\n');
}

function toCells(row: string): readonly string[] {
  return toTextRow(row).map((cell) => cell ?? 'NULL');
}
