import type { EndedJob } from '@sluice/client';
import { printable } from '../output/printable.ts';
import { nounOf } from './noun-of.ts';

/** How a job ended, as a line for a person. */
export function describeEnding(job: EndedJob): string {
  const named = `${nounOf(job)} ${job.id}`;
  switch (job.status) {
    case 'succeeded':
      return `${named} succeeded${describeResult(job)}`;
    case 'failed':
      return `${named} failed${describeReason(job)}`;
    case 'lost':
      return `${named} was lost, what became of it is not known${describeReason(job)}`;
    case 'cancelled':
      return `${named} was cancelled${describeCancel(job)}`;
  }
}

/** `: 5 rows`, `: 12 rows written`, or nothing where there is nothing to count. */
function describeResult({ result }: EndedJob): string {
  if (!result) return '';
  if (result.columns.length > 0) return `: ${countRows(result.row_count)}`;
  return result.affected_rows === null ? '' : `: ${countRows(result.affected_rows)} written`;
}

/** `1 row`, `3,000,000 rows`. */
export function countRows(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`;
}

function describeReason({ error }: EndedJob): string {
  return error ? printable(` (${error.code}): ${error.message}`) : '';
}

function describeCancel({ cancel }: EndedJob): string {
  if (!cancel) return '';
  const reason = cancel.reason === 'user' ? '' : `, reason ${cancel.reason}`;
  return printable(` by ${cancel.by} at ${cancel.at}${reason}`);
}
