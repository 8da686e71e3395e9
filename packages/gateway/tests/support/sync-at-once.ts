import type { Syncing } from '../../src/stores/sqlite/sync-beside.ts';

/**
 * SQLite syncs within each commit, which then takes no turn of the event loop: a clock that is moved by hand
 * moves on when nobody has anything left to do but to wait for time, and does not see a wait for the disk.
 */
export const syncAtOnce: Syncing = () => ({
  sync: () => Promise.resolve(),
  ready: () => null,
  [Symbol.asyncDispose]: () => Promise.resolve(),
});
