import type { CancelReason } from '../../core/job/cancel-intent.ts';
import type { EndedJob } from '../../core/job/job.ts';
import type { Receipt } from '../../core/job/receipt.ts';
import { sessionFate } from '../session-fate.ts';
import { sqlStateOf } from './sql-state-of.ts';

export interface SqlOutcome {
  /** `0` is no error (fabric-api.md 6.4). */
  readonly errCode: '0' | '1';
  /** Five characters, PostgreSQL's own. */
  readonly sqlState: string;
  readonly message: string;
}

/**
 * How an executed statement ended, as PostgreSQL would say it.
 * @param receipt of a cancel; null where it was none
 */
export function toSqlOutcome(job: EndedJob, receipt: Receipt | null): SqlOutcome {
  const { ending, intent } = job.state;
  switch (ending.how) {
    case 'succeeded':
      return { errCode: '0', sqlState: '00000', message: commandTag(job) };
    case 'cancelled': {
      const fate = sessionFate(job, receipt);
      const text = cancelTexts[intent?.reason ?? 'user'];
      return error('57014', fate === '' ? text : `${text}.${fate}`);
    }
    case 'failed':
    case 'lost':
      return error(sqlStateOf(ending.error), ending.error.message);
  }
}

function error(sqlState: string, message: string): SqlOutcome {
  return { errCode: '1', sqlState, message };
}

const cancelTexts: Record<CancelReason, string> = {
  user: 'canceling statement due to user request',
  deleted: 'canceling statement due to user request',
  timeout: 'canceling statement due to statement timeout',
  client_lost: 'canceling statement: its client is gone',
  session_closed: 'canceling statement: its session was closed',
  script_stopped: 'canceling statement: one before it in the request did not succeed',
  queue_deleted: 'canceling statement: its endpoint was deleted',
  queue_restarted: 'canceling statement: its endpoint was restarted',
  shutdown: 'canceling statement: the server shuts down',
  policy: 'canceling statement: a rule of the server wants it',
};

/** What PostgreSQL answers to a command that it has carried out. */
function commandTag({ request, state: { ending } }: EndedJob): string {
  const { rowCount = 0, affectedRows = null } = ending.how === 'succeeded' ? ending.result : {};
  const affected = affectedRows ?? 0;
  switch (request.statementClass) {
    case 'query':
      // EXECUTE passes for a query, and may have written.
      return affectedRows === null ? `SELECT ${rowCount}` : 'OK';
    case 'insert':
      return `INSERT 0 ${affected}`;
    case 'update':
      return `UPDATE ${affected}`;
    case 'delete':
      return `DELETE ${affected}`;
    case 'import':
    case 'export':
      return `COPY ${affected}`;
    case 'ddl':
    case 'batch':
    case 'restart_queue':
      return 'OK';
  }
}
