import type { Kysely, NotNull } from 'kysely';
import type { Principal, Role } from '../core/access/principal.ts';
import type { IdentityStore } from '../core/ports/identity-store.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared-query.ts';
import { enrol } from './enrol.ts';
import type { Tables } from './tables.ts';

export function createIdentityStore(database: Database): IdentityStore {
  const { reader } = database;
  return {
    enrol: (member) => database.write((transaction) => enrol(transaction, member)),

    hasMembers: async () => {
      const any = await reader.selectFrom('credentials').select('access_key').executeTakeFirst();
      return any !== undefined;
    },

    findByAccessKey: async (accessKey) => {
      const [row] = (await selectByAccessKey(reader, { accessKey })).rows;
      return row ? { principal: toPrincipal(row), sealedSecret: row.sealed_secret } : null;
    },

    findByApiKey: async (apiKeyHash) => {
      const [row] = (await selectByApiKey(reader, { apiKeyHash })).rows;
      return row ? toPrincipal(row) : null;
    },

    findByPassword: async (domainName, userName) => {
      const rows = await selectPrincipals(reader)
        .select('user.password_hash')
        .where('domain.name', '=', domainName)
        .where('user.name', '=', userName)
        .orderBy('project.name')
        .execute();
      const passwordHash = rows[0]?.password_hash;
      if (passwordHash === undefined) return null;
      return { passwordHash, principals: rows.map(toPrincipal) };
    },

    saveToken: async ({ hash, principal, issuedAt, expiresAt }) => {
      const { userId: user_id, projectId: project_id } = principal;
      const times = { issued_at: issuedAt, expires_at: expiresAt };
      await database.write((transaction) =>
        transaction
          .insertInto('tokens')
          .values({ hash, user_id, project_id, ...times })
          .execute(),
      );
    },

    findByToken: async (tokenHash) => {
      const [row] = (await selectByToken(reader, { tokenHash })).rows;
      return row ? { principal: toPrincipal(row), expiresAt: row.expires_at } : null;
    },
  };
}

/** One row for each project that a user may enter. A membership taken away takes all ways in along. */
function selectPrincipals(database: Kysely<Tables>) {
  return database
    .selectFrom('memberships as membership')
    .innerJoin('users as user', 'user.id', 'membership.user_id')
    .innerJoin('domains as domain', 'domain.id', 'user.domain_id')
    .innerJoin('projects as project', 'project.id', 'membership.project_id')
    .leftJoin('credentials as credential', (join) =>
      join
        .onRef('credential.user_id', '=', 'membership.user_id')
        .onRef('credential.project_id', '=', 'membership.project_id'),
    )
    .select([
      'membership.role',
      'user.id as user_id',
      'user.name as user_name',
      'domain.id as domain_id',
      'domain.name as domain_name',
      'project.id as project_id',
      'project.name as project_name',
      'credential.access_key',
    ]);
}

const selectByApiKey = prepared((database, at: { apiKeyHash: string }) =>
  selectPrincipals(database).where('credential.api_key_hash', '=', at.apiKeyHash),
);

const selectByAccessKey = prepared((database, at: { accessKey: string }) =>
  selectPrincipals(database)
    .select('credential.sealed_secret')
    .where('credential.access_key', '=', at.accessKey)
    .$narrowType<{ sealed_secret: NotNull }>(),
);

const selectByToken = prepared((database, at: { tokenHash: string }) =>
  selectPrincipals(database)
    .innerJoin('tokens as token', (join) =>
      join
        .onRef('token.user_id', '=', 'membership.user_id')
        .onRef('token.project_id', '=', 'membership.project_id'),
    )
    .select('token.expires_at')
    .where('token.hash', '=', at.tokenHash),
);

interface PrincipalRow {
  role: Role;
  user_id: string;
  user_name: string;
  domain_id: string;
  domain_name: string;
  project_id: string;
  project_name: string;
  access_key: string | null;
}

function toPrincipal(row: PrincipalRow): Principal {
  return {
    userId: row.user_id,
    userName: row.user_name,
    domainId: row.domain_id,
    domainName: row.domain_name,
    projectId: row.project_id,
    projectName: row.project_name,
    role: row.role,
    ...(row.access_key !== null && { accessKey: row.access_key }),
  };
}
