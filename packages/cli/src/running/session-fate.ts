import type { Job, Receipt } from '@sluice/client';
import { printable } from '../output/printable.ts';

/** What a cancel of a statement cost its session, such as an open transaction, a sentence each. */
export function sessionFate({ session_id }: Job, { collateral }: Receipt): readonly string[] {
  const own = `session ${session_id} `;
  return collateral
    .filter((loss) => loss.startsWith(own))
    .map((loss) => printable(`The session ${loss.slice(own.length)}.`));
}
