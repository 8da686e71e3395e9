import type { Kysely, Transaction } from 'kysely';
import type { Member } from '../core/ports/identity-store.ts';
import type { MemberStore, UserInProject } from '../core/ports/member-store.ts';
import type { Database } from './database.ts';
import { enrol } from './enrol.ts';
import type { Tables } from './tables.ts';

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
          'project.domain_id as domainId',
          fn.count<number>('membership.user_id').as('users'),
        ])
        .groupBy(['project.id', 'project.name', 'project.domain_id'])
        .orderBy('project.name')
        .execute(),

    addUser: (member) => database.write((transaction) => addUser(transaction, member)),

    listUsers: () => selectUsers(database.reader).execute(),

    setRole: async (user, role) => {
      await database.write((transaction) =>
        transaction
          .updateTable('memberships')
          .set({ role })
          .where('user_id', '=', user.userId)
          .where('project_id', '=', user.projectId)
          .execute(),
      );
    },

    replaceCredential: (user, { accessKey, sealedSecret, apiKeyHash }, passwordHash) =>
      database.write(async (transaction) => {
        await deleteWaysIn(transaction, user);
        await transaction
          .insertInto('credentials')
          .values({
            access_key: accessKey,
            sealed_secret: sealedSecret,
            api_key_hash: apiKeyHash,
            user_id: user.userId,
            project_id: user.projectId,
          })
          .execute();
        if (passwordHash !== null) await changePassword(transaction, user.userId, passwordHash);
      }),

    removeUser: (user) => database.write((transaction) => removeUser(transaction, user)),
  };
}

function selectUsers(database: Kysely<Tables>) {
  return database
    .selectFrom('memberships as membership')
    .innerJoin('users as user', 'user.id', 'membership.user_id')
    .innerJoin('domains as domain', 'domain.id', 'user.domain_id')
    .innerJoin('projects as project', 'project.id', 'membership.project_id')
    .innerJoin('credentials as credential', (join) =>
      join
        .onRef('credential.user_id', '=', 'membership.user_id')
        .onRef('credential.project_id', '=', 'membership.project_id'),
    )
    .select([
      'user.id as userId',
      'user.name as userName',
      'domain.id as domainId',
      'domain.name as domainName',
      'project.id as projectId',
      'project.name as projectName',
      'membership.role',
      'credential.access_key as accessKey',
    ])
    .orderBy('user.name')
    .orderBy('project.name');
}

async function addUser(
  transaction: Transaction<Tables>,
  member: Member,
): Promise<'added' | 'joined' | 'exists'> {
  const { principal } = member;
  const known = await transaction
    .selectFrom('users')
    .leftJoin('memberships', (join) =>
      join
        .onRef('memberships.user_id', '=', 'users.id')
        .on('memberships.project_id', '=', principal.projectId),
    )
    .select(['users.id', 'memberships.role'])
    .where('users.domain_id', '=', principal.domainId)
    .where('users.name', '=', principal.userName)
    .executeTakeFirst();
  if (known?.role) return 'exists';
  const userId = known?.id ?? principal.userId;
  await enrol(transaction, { ...member, principal: { ...principal, userId } });
  return known ? 'joined' : 'added';
}

/** Credential and tokens of a user in a project. */
async function deleteWaysIn(
  transaction: Transaction<Tables>,
  { userId, projectId }: UserInProject,
): Promise<void> {
  for (const table of ['credentials', 'tokens'] as const) {
    await transaction
      .deleteFrom(table)
      .where('user_id', '=', userId)
      .where('project_id', '=', projectId)
      .execute();
  }
}

/** A token was given for a password: with the old one go those that it gave, in every project. */
async function changePassword(
  transaction: Transaction<Tables>,
  userId: string,
  passwordHash: string,
): Promise<void> {
  await transaction
    .updateTable('users')
    .set({ password_hash: passwordHash })
    .where('id', '=', userId)
    .execute();
  await transaction.deleteFrom('tokens').where('user_id', '=', userId).execute();
}

async function removeUser(
  transaction: Transaction<Tables>,
  user: UserInProject,
): Promise<'removed' | 'last'> {
  const { userId, projectId } = user;
  if (!(await isSpared(transaction, user))) return 'last';
  await deleteWaysIn(transaction, user);
  for (const table of ['queue_grants', 'memberships'] as const) {
    await transaction
      .deleteFrom(table)
      .where('user_id', '=', userId)
      .where('project_id', '=', projectId)
      .execute();
  }
  const elsewhere = await transaction
    .selectFrom('memberships')
    .select('project_id')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!elsewhere) await transaction.deleteFrom('users').where('id', '=', userId).execute();
  return 'removed';
}

/** Whether somebody stays who can look after all that the user does: admin where he is, and anybody at all. */
async function isSpared(
  transaction: Transaction<Tables>,
  { userId, projectId }: UserInProject,
): Promise<boolean> {
  const members = await transaction
    .selectFrom('memberships')
    .select(['user_id', 'project_id', 'role'])
    .execute();
  const isHe = (member: (typeof members)[number]) =>
    member.user_id === userId && member.project_id === projectId;
  const others = members.filter((member) => !isHe(member));
  if (others.length === 0) return false;
  if (members.find(isHe)?.role !== 'admin') return true;
  return others.some(({ project_id, role }) => project_id === projectId && role === 'admin');
}
