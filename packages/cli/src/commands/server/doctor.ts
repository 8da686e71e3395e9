import { ConnectionError } from '@sluice/client';
import type { Finding } from '@sluice/client/admin';
import { buildCommand } from '../../build-command.ts';
import { connectAdmin } from '../../connect-admin.ts';
import { exitCodes } from '../../exit-codes.ts';
import { type AdminFlags, adminFlags } from '../../flags/admin-flags.ts';
import { type OutputFlags, outputFlags } from '../../flags/common-flags.ts';
import { formatFor } from '../../output/formats.ts';
import { type ListingColumn, writeListing } from '../../output/write-listing.ts';
import { notesFor } from '../../running/notes.ts';
import type { SluiceContext } from '../../sluice-context.ts';

interface DoctorFlags extends AdminFlags, OutputFlags {}

/** The gateway reads all of its state for it. */
const timeoutMs = 150_000;

export const doctorCommand = buildCommand<DoctorFlags, [], SluiceContext>({
  async func(flags) {
    const findings = await examine(this, flags);
    await writeListing(this, formatFor(this, flags.output), columns, findings, ({ what }) => what);
    if (findings.some(({ level }) => level === 'fail')) this.process.exitCode = exitCodes.failed;
  },
  parameters: { flags: { ...outputFlags, ...adminFlags }, aliases: { o: 'output' } },
  docs: { brief: 'Look whether the gateway and its machine are well, and say what to do' },
});

async function examine(context: SluiceContext, flags: AdminFlags): Promise<readonly Finding[]> {
  try {
    return (await connectAdmin(context, flags).ask('doctor', {}, { timeoutMs })).findings;
  } catch (error) {
    if (error instanceof ConnectionError) {
      notesFor(context, false).say(
        'Without a gateway, "npm start -- doctor" looks at what lies there.',
      );
    }
    throw error;
  }
}

const columns: readonly ListingColumn<Finding>[] = [
  { name: 'level', alignment: 'left', value: ({ level }) => level },
  { name: 'what', alignment: 'left', value: ({ what }) => what },
  { name: 'detail', alignment: 'left', value: ({ detail }) => detail },
];
