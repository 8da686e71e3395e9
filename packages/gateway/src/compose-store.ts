import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreObserver } from './core/ports/store-observer.ts';
import { openSqliteStores } from './stores/sqlite/open-sqlite-stores.ts';
import { MigrationFailedError, StoreCopyError } from './stores/store-copy-error.ts';
import { StoreDamagedError } from './stores/store-damaged-error.ts';
import { StoreInUseError } from './stores/store-in-use-error.ts';
import { StoreTooNewError } from './stores/store-too-new-error.ts';
import type { Stores } from './stores/stores.ts';
import { isDataWritten, refuseNewerData, writeDataVersion } from './system/data-version.ts';
import { reasonOf } from './system/reason-of.ts';
import { StartError } from './system/start-error.ts';
import { systemClock } from './system/system-clock.ts';

/**
 * Opens the state of a data directory, and notes that this Sluice has written it.
 * @throws StartError when it cannot be opened, or is not what was left there
 */
export async function openStores(
  dataDir: string,
  keepKeysMs: number,
  observer: StoreObserver,
): Promise<Stores> {
  refuseNewerData(dataDir);
  const path = join(dataDir, 'state.db');
  if (isDataWritten(dataDir)) refuseLost(path);
  try {
    const stores = await openSqliteStores(path, systemClock, keepKeysMs, observer);
    writeDataVersion(dataDir);
    return stores;
  } catch (error) {
    throw new StartError(complaintOf(error, dataDir), { cause: error });
  }
}

/** A new state in its place would be taken for the old one, with all its jobs and users forgotten. */
function refuseLost(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size !== undefined && size > 0) return;
  const what = size === undefined ? 'gone' : 'empty';
  throw new StartError(`the state in ${path} is ${what}, though there was one: ${remedy}`);
}

function complaintOf(error: unknown, dataDir: string): string {
  if (error instanceof StoreInUseError) {
    return `the data directory ${dataDir} is in use by another gateway: stop that one, or set SLUICE_DATA_DIR`;
  }
  if (error instanceof StoreDamagedError) return `${error.message}: ${remedy}`;
  const isForAPerson =
    error instanceof StoreTooNewError ||
    error instanceof StoreCopyError ||
    error instanceof MigrationFailedError;
  if (isForAPerson) return error.message;
  return `cannot use the data directory ${dataDir}: ${reasonOf(error)}`;
}

const remedy =
  'restore a backup into a new data directory with `sluice server restore`, or put a copy of the file back';
