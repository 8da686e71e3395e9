import { join } from 'node:path';
import type { MakeBackup } from './admin/verbs/backup.ts';
import { makeBackup } from './backup/make-backup.ts';
import { type Restored, restoreBackup, RestoreError } from './backup/restore-backup.ts';
import type { Snapshots } from './core/ports/snapshot.ts';
import { HostUnreachableError } from './engines/duckdb/deadline.ts';
import { endRestored } from './core/runner/end-restored.ts';
import { beginEpoch } from './stores/sqlite/begin-epoch.ts';
import { openSqliteStores } from './stores/sqlite/open-sqlite-stores.ts';
import { snapshotState } from './stores/sqlite/snapshot-state.ts';
import { MigrationFailedError, StoreCopyError } from './stores/store-copy-error.ts';
import { StoreDamagedError } from './stores/store-damaged-error.ts';
import { StoreTooNewError } from './stores/store-too-new-error.ts';
import type { Stores } from './stores/stores.ts';
import { dataVersion } from './system/data-version.ts';
import { isOfTheSystem, reasonOf } from './system/reason-of.ts';
import { sluiceVersion } from './system/sluice-version.ts';
import { systemClock } from './system/system-clock.ts';

/**
 * The backups of a gateway that runs.
 * @param stopped the gateway waits for none when it stops (I9)
 */
export function backupMaker(
  dataDir: string,
  stores: Stores,
  snapshots: Snapshots,
  stopped: AbortSignal,
): MakeBackup {
  const parts = {
    dataDir,
    dataVersion,
    sluiceVersion,
    epochs: stores.epochs,
    snapshot: () => snapshotState(join(dataDir, 'state.db')),
    snapshots,
    now: () => systemClock.now(),
  };
  return async (directory) => {
    try {
      return await makeBackup(parts, directory, stopped);
    } catch (error) {
      if (stopped.aborted) return { kind: 'failed', reason: 'the gateway is stopping' };
      if (error instanceof HostUnreachableError) return { kind: 'failed', reason: error.message };
      if (isOfTheSystem(error)) return { kind: 'failed', reason: reasonOf(error) };
      throw error;
    }
  };
}

/**
 * Makes a data directory from a backup, while no gateway runs on it.
 * @throws RestoreError with one line for a person
 */
export function restore(backup: string, dataDir: string): Promise<Restored> {
  return restoreBackup({ dataVersion, renew }, backup, dataDir);
}

/** The state is brought to this version first, as at a start: what comes after knows no older one. */
async function renew(directory: string): Promise<number> {
  const path = join(directory, 'state.db');
  await bringUpToDate(path);
  beginEpoch(path, systemClock.now());
  await using stores = await openSqliteStores(path, systemClock);
  const lease = await stores.leases.acquire(restorer, systemClock.now(), leaseTtlMs);
  if (lease === 'taken') throw new Error('the lease of a restored state is held');
  // Nobody listens: the gateway is started later.
  const news = {
    publish: () => {},
    toldAt: () => null,
    isLatest: () => false,
    subscribe: () => () => {},
  };
  const lost = await endRestored({ jobs: stores.jobs, news, clock: systemClock }, lease.token);
  await stores.leases.release(lease);
  return lost;
}

async function bringUpToDate(path: string): Promise<void> {
  try {
    await (await openSqliteStores(path, systemClock)).close();
  } catch (error) {
    if (error instanceof StoreDamagedError) {
      throw new RestoreError('state.db of the backup is damaged: restore another backup');
    }
    const isForAPerson =
      error instanceof StoreTooNewError ||
      error instanceof StoreCopyError ||
      error instanceof MigrationFailedError;
    throw isForAPerson ? new RestoreError(error.message) : error;
  }
}

const restorer = 'restore';
const leaseTtlMs = 15_000;
