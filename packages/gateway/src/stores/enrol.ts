import type { Transaction } from 'kysely';
import type { Member } from '../core/ports/identity-store.ts';
import type { Tables } from './tables.ts';

/** Writes a domain, project, user, membership and credential as far as they are not there yet. */
export async function enrol(transaction: Transaction<Tables>, member: Member): Promise<void> {
  const { principal, passwordHash, accessKey, sealedSecret, apiKeyHash } = member;
  const { userId: user_id, projectId: project_id, domainId: domain_id } = principal;
  await transaction
    .insertInto('domains')
    .values({ id: domain_id, name: principal.domainName })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  await transaction
    .insertInto('projects')
    .values({ id: project_id, domain_id, name: principal.projectName })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  await transaction
    .insertInto('users')
    .values({ id: user_id, domain_id, name: principal.userName, password_hash: passwordHash })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  await transaction
    .insertInto('memberships')
    .values({ user_id, project_id, role: principal.role })
    .onConflict((conflict) => conflict.columns(['user_id', 'project_id']).doNothing())
    .execute();
  await transaction
    .insertInto('credentials')
    .values({
      access_key: accessKey,
      sealed_secret: sealedSecret,
      api_key_hash: apiKeyHash,
      user_id,
      project_id,
    })
    .onConflict((conflict) => conflict.column('access_key').doNothing())
    .execute();
}
