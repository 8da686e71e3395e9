import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { Job } from '../../core/job/job.ts';
import { readNumber } from './names.ts';
import type { Refusal } from './refusal.ts';
import { unknownSession, unknownStatement } from './session-refusals.ts';
import { findShown } from './shown-session.ts';

/** The statement of a session, by both their numbers. */
export async function findStatement(
  actions: GuardedActions,
  principal: Principal,
  { id, statement }: { readonly id: string; readonly statement: string },
): Promise<
  { readonly kind: 'found'; readonly job: Job } | { readonly kind: 'none'; refusal: Refusal }
> {
  const session = await findShown(actions, principal, id);
  if (!session) return { kind: 'none', refusal: unknownSession(id) };
  const number = readNumber(statement);
  const job = number === null ? null : await actions.findStatement(principal, session.id, number);
  return job ? { kind: 'found', job } : { kind: 'none', refusal: unknownStatement(statement) };
}
