import { resolve } from 'node:path';
import { RestoreError } from './backup/restore-backup.ts';
import { restore } from './compose-backup.ts';
import { ConfigError } from './config/config.ts';
import { readConfig } from './config/read-config.ts';
import { isOfTheSystem, reasonOf } from './system/reason-of.ts';

// `sluice server restore` starts this: a backup becomes a data directory, while no gateway runs there.
const [backup, ...more] = process.argv.slice(2);
process.exitCode = backup === undefined || more.length > 0 ? usage() : await run(backup);

function usage(): number {
  process.stderr.write('sluice: restore takes one argument, the directory of the backup\n');
  return 2;
}

async function run(from: string): Promise<number> {
  try {
    const { dataDir } = readConfig(process.env, process.cwd());
    const { directory, madeAt, lostJobs } = await restore(resolve(from), dataDir);
    process.stdout.write(
      `restored ${directory} as it was at ${madeAt}; ${lostJobs} jobs that were live are lost\n`,
    );
    return 0;
  } catch (error) {
    const isForAPerson = error instanceof RestoreError || error instanceof ConfigError;
    if (!isForAPerson && !isOfTheSystem(error)) throw error;
    process.stderr.write(`sluice: cannot restore: ${reasonOf(error)}\n`);
    return 1;
  }
}
