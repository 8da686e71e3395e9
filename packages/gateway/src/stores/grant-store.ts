import type { Transaction } from 'kysely';
import type { Privilege } from '../core/access/privilege.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { GrantChange, GrantStore } from '../core/ports/grant-store.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** @param clock dates the grants */
export function createGrantStore(database: Database, clock: Pick<Clock, 'now'>): GrantStore {
  const { reader } = database;
  const selectMembers = (projectId: string) =>
    reader
      .selectFrom('memberships as membership')
      .innerJoin('users as user', 'user.id', 'membership.user_id')
      .select(['user.id as userId', 'user.name as userName', 'membership.role'])
      .where('membership.project_id', '=', projectId);
  return {
    standingOf: async ({ projectId, userId, userName }) => {
      const made = await reader
        .selectFrom('queues')
        .select('id')
        .where('project_id', '=', projectId)
        .where('created_by', '=', userName)
        .execute();
      const rows = await reader
        .selectFrom('queue_grants')
        .select(['queue_id', 'privilege'])
        .where('project_id', '=', projectId)
        .where('user_id', '=', userId)
        .execute();
      const granted = new Map<string, Set<Privilege>>();
      for (const { queue_id, privilege } of rows) {
        granted.set(queue_id, (granted.get(queue_id) ?? new Set()).add(privilege));
      }
      return { owned: new Set(made.map(({ id }) => id)), granted };
    },

    findMember: async (projectId, userName) =>
      (await selectMembers(projectId).where('user.name', '=', userName).executeTakeFirst()) ?? null,

    members: (projectId) => selectMembers(projectId).orderBy('user.name').execute(),

    change: (change) =>
      database.write((transaction) => writeChange(transaction, change, clock.now())),
  };
}

async function writeChange(
  transaction: Transaction<Tables>,
  {
    projectId: project_id,
    queueId: queue_id,
    userId: user_id,
    action,
    privileges,
    by,
  }: GrantChange,
  at: number,
): Promise<void> {
  if (action !== 'grant') {
    const held = transaction
      .deleteFrom('queue_grants')
      .where('project_id', '=', project_id)
      .where('user_id', '=', user_id)
      .where('queue_id', '=', queue_id);
    const named = action === 'replace' ? ('not in' as const) : ('in' as const);
    // An empty list has no SQL that every database takes: then all of them go, or none.
    if (privileges.length > 0) await held.where('privilege', named, privileges).execute();
    else if (action === 'replace') await held.execute();
  }
  if (action === 'revoke' || privileges.length === 0) return;
  await transaction
    .insertInto('queue_grants')
    .values(
      privileges.map((privilege) => ({
        project_id,
        user_id,
        queue_id,
        privilege,
        granted_by: by,
        granted_at: at,
      })),
    )
    // The first grant stays, with who gave it.
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
