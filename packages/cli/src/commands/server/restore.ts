import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { buildCommand } from '../../build-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { type AdminFlags, adminFlags } from '../../flags/admin-flags.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { UsageError } from '../../usage-error.ts';

/** No gateway runs there, so nobody can be asked: the gateway's own program for it is started. */
export const restoreCommand = buildCommand<AdminFlags, [backup: string], SluiceContext>({
  async func({ dataDir }, backup) {
    const program = restoreProgram();
    const child = spawn(process.execPath, [program, resolve(this.workingDirectory, backup)], {
      cwd: this.workingDirectory,
      env: { ...this.process.env, ...(dataDir !== undefined && { SLUICE_DATA_DIR: dataDir }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(this.process.stdout, { end: false });
    child.stderr.pipe(this.process.stderr, { end: false });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) this.process.exitCode = exitCodes.failed;
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'dir', brief: 'directory of the backup' }],
    },
    flags: {
      dataDir: {
        ...adminFlags.dataDir,
        brief: 'data directory to make; default: SLUICE_DATA_DIR, or .sluice here',
      },
    },
  },
  docs: { brief: 'Make a data directory from a backup, while no gateway runs on it' },
});

/** @throws UsageError where the gateway is not installed beside this command */
function restoreProgram(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve('@sluice/gateway/package.json');
    return join(dirname(manifest), 'src/restore-main.ts');
  } catch {
    throw new UsageError(
      'the gateway is not installed here: restore on the machine on which it will run',
    );
  }
}
