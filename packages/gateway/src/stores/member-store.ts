import type { MemberStore } from '../core/ports/member-store.ts';
import type { Database } from './database.ts';

export function createMemberStore(database: Database): MemberStore {
  return {
    addProject: ({ id, domainName, name }) =>
      database.write(async (transaction) => {
        const domain = await transaction
          .selectFrom('domains')
          .select('id')
          .where('name', '=', domainName)
          .executeTakeFirstOrThrow();
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('projects')
          .values({ id, domain_id: domain.id, name })
          .onConflict((conflict) => conflict.columns(['domain_id', 'name']).doNothing())
          .executeTakeFirstOrThrow();
        return numInsertedOrUpdatedRows === 0n ? 'exists' : 'added';
      }),

    listProjects: () =>
      database.reader
        .selectFrom('projects as project')
        .leftJoin('memberships as membership', 'membership.project_id', 'project.id')
        .select(({ fn }) => [
          'project.id',
          'project.name',
          fn.count<number>('membership.user_id').as('users'),
        ])
        .groupBy(['project.id', 'project.name'])
        .orderBy('project.name')
        .execute(),
  };
}
