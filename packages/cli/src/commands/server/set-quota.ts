import { buildCommand } from '../../build-command.ts';
import { connectAdmin } from '../../connect-admin.ts';
import { type AdminFlags, adminFlags } from '../../flags/admin-flags.ts';
import { type OutputFlags, outputFlags } from '../../flags/common-flags.ts';
import { formatFor } from '../../output/formats.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { writeQuotas } from '../write-quotas.ts';

interface SetQuotaFlags extends AdminFlags, OutputFlags {}
type SetQuotaArguments = [project: string, quota: string, value: string];

export const setQuotaCommand = buildCommand<SetQuotaFlags, SetQuotaArguments, SluiceContext>({
  async func(flags, project, quota, value) {
    const order = { project, quota, value };
    const { quotas } = await connectAdmin(this, flags).ask('set-quota', order);
    await writeQuotas(this, formatFor(this, flags.output), quotas);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: String, placeholder: 'project', brief: 'name or id of the project' },
        { parse: String, placeholder: 'quota', brief: 'name of the quota, such as queued_jobs' },
        { parse: String, placeholder: 'value', brief: 'a number, a size (20GB), none, or default' },
      ],
    },
    flags: { ...outputFlags, ...adminFlags },
    aliases: { o: 'output' },
  },
  docs: { brief: 'Set what a project may use' },
});
