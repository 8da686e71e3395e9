import { AccessRefusedError } from './access-refused-error.ts';
import { may } from './may.ts';
import type { Principal } from './principal.ts';
import { noStanding } from './standing.ts';

/**
 * Asks the one rule (`may`) whether somebody is an admin of his project. Nothing that is granted makes
 * him one, so that no grants are read.
 * @throws AccessRefusedError when he is none
 */
export function demandAdmin(principal: Principal): void {
  if (may(principal, { to: 'administer' }, noStanding)) return;
  throw new AccessRefusedError({ kind: 'not_admin' });
}
