import type { EndedJob } from '../core/job/job.ts';
import type { Receipt } from '../core/job/receipt.ts';

/**
 * What a cancel of a statement cost its session, such as an open transaction, in sentences that begin with a
 * space; '' where it goes on as it was. Of others the receipt alone tells.
 */
export function sessionFate({ request, state }: EndedJob, receipt: Receipt | null): string {
  const own = `session ${request.session?.id} `;
  // Where its close was the wish, it was not lost.
  const wished = state.intent?.reason === 'session_closed' ? `${own}was lost: ` : null;
  return (receipt?.collateral ?? [])
    .filter((loss) => loss.startsWith(own) && (wished === null || !loss.startsWith(wished)))
    .map((loss) => ` The session ${loss.slice(own.length)}.`)
    .join('');
}
