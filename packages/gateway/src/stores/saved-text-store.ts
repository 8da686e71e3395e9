import type { Selectable } from 'kysely';
import type { Clock } from '../core/ports/clock.ts';
import type { SavedText, SavedTextStore } from '../core/ports/saved-text-store.ts';
import type { Database } from './database.ts';
import type { SavedTextsTable } from './tables/file-tables.ts';

/** @param clock dates the texts */
export function createSavedTextStore(
  database: Database,
  clock: Pick<Clock, 'now'>,
): SavedTextStore {
  return {
    create: (text) =>
      database.write(async (transaction) => {
        const row = await transaction
          .insertInto('saved_texts')
          .values({
            project_id: text.projectId,
            kind: text.kind,
            name: text.name,
            text: text.text,
            description: text.description,
            group_name: text.group,
            owner: text.owner,
            created_at: clock.now(),
            updated_at: clock.now(),
          })
          .onConflict((conflict) => conflict.columns(['project_id', 'kind', 'name']).doNothing())
          .returningAll()
          .executeTakeFirst();
        return row ? toSavedText(row) : 'exists';
      }),

    list: async (projectId, kind) => {
      const rows = await database.reader
        .selectFrom('saved_texts')
        .selectAll()
        .where('project_id', '=', projectId)
        .where('kind', '=', kind)
        .orderBy('name')
        .execute();
      return rows.map(toSavedText);
    },

    update: (id, { name, text, description, group }) =>
      database.write(async (transaction) => {
        const taken = await transaction
          .selectFrom('saved_texts as other')
          .innerJoin('saved_texts as this', (join) =>
            join
              .onRef('this.project_id', '=', 'other.project_id')
              .onRef('this.kind', '=', 'other.kind'),
          )
          .select('other.id')
          .where('this.id', '=', id)
          .where('other.id', '<>', id)
          .where('other.name', '=', name)
          .executeTakeFirst();
        if (taken) return 'exists';
        await transaction
          .updateTable('saved_texts')
          .set({ name, text, description, group_name: group, updated_at: clock.now() })
          .where('id', '=', id)
          .execute();
        return 'updated';
      }),

    delete: (ids) =>
      database.write(async (transaction) => {
        if (ids.length === 0) return;
        await transaction.deleteFrom('saved_texts').where('id', 'in', ids).execute();
      }),
  };
}

function toSavedText(row: Selectable<SavedTextsTable>): SavedText {
  return {
    id: row.id,
    projectId: row.project_id,
    kind: row.kind,
    name: row.name,
    text: row.text,
    description: row.description,
    group: row.group_name,
    owner: row.owner,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
