import { buildCommand } from '../../build-command.ts';
import { connectAdmin } from '../../connect-admin.ts';
import { type AdminFlags, adminFlags } from '../../flags/admin-flags.ts';
import { type OutputFlags, outputFlags } from '../../flags/common-flags.ts';
import { formatFor } from '../../output/formats.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { writeQuotas } from '../write-quotas.ts';

interface ListQuotasFlags extends AdminFlags, OutputFlags {}

export const listQuotasCommand = buildCommand<ListQuotasFlags, [project: string], SluiceContext>({
  async func(flags, project) {
    const { quotas } = await connectAdmin(this, flags).ask('list-quotas', { project });
    await writeQuotas(this, formatFor(this, flags.output), quotas);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'project', brief: 'name or id of the project' }],
    },
    flags: { ...outputFlags, ...adminFlags },
    aliases: { o: 'output' },
  },
  docs: { brief: 'Show what a project may use, and what it uses' },
});
