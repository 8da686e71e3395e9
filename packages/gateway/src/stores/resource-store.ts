import type { Selectable, Transaction } from 'kysely';
import type { Resource } from '../core/files/resource.ts';
import type { Tag } from '../core/job/job.ts';
import type { ResourceStore } from '../core/ports/resource-store.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';
import type { ResourcesTable } from './tables/file-tables.ts';

export function createResourceStore(database: Database): ResourceStore {
  const { reader } = database;
  return {
    put: (resources) =>
      database.write(async (transaction) => {
        for (const resource of resources) await putOne(transaction, resource);
      }),

    named: async (projectId, name) => {
      const rows = await reader
        .selectFrom('resources')
        .selectAll()
        .where('project_id', '=', projectId)
        .where('name', '=', name)
        .orderBy('group_name')
        .execute();
      return rows.map(toResource);
    },

    list: async (projectId) => {
      const rows = await reader
        .selectFrom('resources')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('group_name')
        .orderBy('name')
        .execute();
      return rows.map(toResource);
    },

    groups: async (projectId) => {
      const rows = await reader
        .selectFrom('resource_groups')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('name')
        .execute();
      return rows.map(({ name, owner, created_at: createdAt, updated_at: updatedAt }) => ({
        projectId,
        name,
        owner,
        createdAt,
        updatedAt,
      }));
    },

    delete: (projectId, group, name) =>
      database.write((transaction) => deleteOne(transaction, projectId, group ?? '', name)),

    giveResource: (projectId, group, name, owner) =>
      database.write(async (transaction) => {
        await transaction
          .updateTable('resources')
          .set({ owner })
          .where('project_id', '=', projectId)
          .where('name', '=', name)
          .where('group_name', '=', group ?? '')
          .execute();
      }),

    giveGroup: (projectId, name, owner) =>
      database.write(async (transaction) => {
        await transaction
          .updateTable('resource_groups')
          .set({ owner })
          .where('project_id', '=', projectId)
          .where('name', '=', name)
          .execute();
      }),
  };
}

async function putOne(transaction: Transaction<Tables>, resource: Resource): Promise<void> {
  const { projectId: project_id, group, owner, createdAt, updatedAt: updated_at } = resource;
  const { name, kind, file, tags, isAsync, id } = resource;
  const changed = {
    kind,
    ...file,
    tags: JSON.stringify(tags),
    is_async: isAsync ? 1 : 0,
    id,
    updated_at,
  };
  await transaction
    .insertInto('resources')
    .values({
      project_id,
      group_name: group ?? '',
      name,
      owner,
      created_at: createdAt,
      ...changed,
    })
    .onConflict((conflict) =>
      conflict.columns(['project_id', 'name', 'group_name']).doUpdateSet(changed),
    )
    .execute();
  if (group === null) return;
  await transaction
    .insertInto('resource_groups')
    .values({ project_id, name: group, owner, created_at: createdAt, updated_at })
    .onConflict((conflict) => conflict.columns(['project_id', 'name']).doUpdateSet({ updated_at }))
    .execute();
}

async function deleteOne(
  transaction: Transaction<Tables>,
  projectId: string,
  group: string,
  name: string,
): Promise<'deleted' | 'unknown'> {
  const { numDeletedRows } = await transaction
    .deleteFrom('resources')
    .where('project_id', '=', projectId)
    .where('name', '=', name)
    .where('group_name', '=', group)
    .executeTakeFirst();
  if (numDeletedRows === 0n) return 'unknown';
  const left = await transaction
    .selectFrom('resources')
    .select('name')
    .where('project_id', '=', projectId)
    .where('group_name', '=', group)
    .limit(1)
    .executeTakeFirst();
  if (!left) {
    await transaction
      .deleteFrom('resource_groups')
      .where('project_id', '=', projectId)
      .where('name', '=', group)
      .execute();
  }
  return 'deleted';
}

function toResource(row: Selectable<ResourcesTable>): Resource {
  return {
    projectId: row.project_id,
    group: row.group_name === '' ? null : row.group_name,
    name: row.name,
    kind: row.kind,
    file: { bucket: row.bucket, key: row.key },
    tags: JSON.parse(row.tags) as readonly Tag[],
    isAsync: row.is_async === 1,
    owner: row.owner,
    id: row.id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
