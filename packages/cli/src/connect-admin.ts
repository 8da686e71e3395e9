import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AdminClient } from '@sluice/client/admin';
import type { AdminFlags } from './flags/admin-flags.ts';
import type { SluiceContext } from './sluice-context.ts';
import { UsageError } from './usage-error.ts';

/**
 * A client of the gateway's admin socket in the data directory that `--data-dir` or SLUICE_DATA_DIR
 * names; else in `.sluice` here or in a directory above.
 */
export function connectAdmin(context: SluiceContext, { dataDir }: AdminFlags): AdminClient {
  const { SLUICE_DATA_DIR } = context.process.env;
  const named = dataDir ?? (SLUICE_DATA_DIR || undefined);
  const found =
    named === undefined
      ? fromDirectoriesUpwards(context.workingDirectory)
      : resolve(context.workingDirectory, named);
  if (found !== null) return new AdminClient(found);
  throw new UsageError(
    'no data directory found: run this below the directory in which npm start has made .sluice, ' +
      'or name it with --data-dir DIR or SLUICE_DATA_DIR',
  );
}

function fromDirectoriesUpwards(directory: string): string | null {
  const candidate = join(directory, '.sluice');
  if (statSync(candidate, { throwIfNoEntry: false })?.isDirectory()) return candidate;
  const above = dirname(directory);
  return above === directory ? null : fromDirectoriesUpwards(above);
}
