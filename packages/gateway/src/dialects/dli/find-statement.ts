import type { Static } from 'typebox';
import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { Job } from '../../core/job/job.ts';
import type { StatementParams } from './names.ts';
import type { Refusal } from './refusal.ts';
import { unknownSession, unknownStatement } from './session-refusals.ts';

export type FoundStatement =
  | { readonly kind: 'found'; readonly job: Job }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The statement that an address names. */
export async function findStatement(
  actions: GuardedActions,
  principal: Principal,
  { session_id, statement_id }: Static<typeof StatementParams>,
): Promise<FoundStatement> {
  const session = await actions.findSession(principal, session_id.toLowerCase());
  if (!session) return { kind: 'refused', refusal: unknownSession(session_id) };
  const job = await actions.findStatement(principal, session.id, Number(statement_id));
  return job
    ? { kind: 'found', job }
    : { kind: 'refused', refusal: unknownStatement(session_id, statement_id) };
}
