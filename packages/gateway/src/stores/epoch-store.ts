import type { EpochStore } from '../core/ports/epoch-store.ts';
import type { Database } from './database.ts';

export function createEpochStore({ reader }: Database): EpochStore {
  return {
    current: async () => {
      const { id } = await reader
        .selectFrom('epochs')
        .select('id')
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow();
      return id;
    },
  };
}
