import { resolve } from 'node:path';
import { buildCommand } from '../../build-command.ts';
import { connectAdmin } from '../../connect-admin.ts';
import { type AdminFlags, adminFlags } from '../../flags/admin-flags.ts';
import { type OutputFlags, outputFlags } from '../../flags/common-flags.ts';
import { formatFor } from '../../output/formats.ts';
import { writeRecord } from '../../output/write-record.ts';
import type { SluiceContext } from '../../sluice-context.ts';

interface BackupFlags extends AdminFlags, OutputFlags {}

/** Large buckets take long, and the gateway works on meanwhile. */
const timeoutMs = 24 * 60 * 60 * 1_000;

export const backupCommand = buildCommand<BackupFlags, [directory: string], SluiceContext>({
  async func(flags, wanted) {
    const order = { directory: resolve(this.workingDirectory, wanted) };
    const made = await connectAdmin(this, flags).ask('backup', order, { timeoutMs });
    await writeRecord(this, formatFor(this, flags.output), {
      fields: [
        ['directory', made.directory],
        ['files', String(made.files)],
        ['bytes', String(made.bytes)],
        ['held_ms', String(made.held_ms)],
      ],
      whole: made,
      name: made.directory,
    });
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: String, placeholder: 'dir', brief: 'directory to make; not there yet' },
      ],
    },
    flags: { ...outputFlags, ...adminFlags },
    aliases: { o: 'output' },
  },
  docs: { brief: 'Copy everything to a directory, while the gateway runs' },
});
