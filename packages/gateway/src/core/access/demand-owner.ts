import { AccessRefusedError, type Owned } from './access-refused-error.ts';
import { may } from './may.ts';
import type { Principal } from './principal.ts';
import { noStanding } from './standing.ts';

/**
 * Demands that something is the caller's, or that he is an admin. Who gets here sees in lists whose it is.
 * @throws AccessRefusedError when neither is so
 */
export function demandOwner(principal: Principal, owned: Owned): void {
  if (owned.owner === principal.userName || may(principal, { to: 'administer' }, noStanding))
    return;
  throw new AccessRefusedError({ kind: 'not_owner', ...owned });
}
