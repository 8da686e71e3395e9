import { buildCommand } from '../../build-command.ts';
import { connectAdmin } from '../../connect-admin.ts';
import { type AdminFlags, adminFlags } from '../../flags/admin-flags.ts';
import { type OutputFlags, outputFlags } from '../../flags/common-flags.ts';
import { formatFor } from '../../output/formats.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { writeProject } from './write-projects.ts';

interface AddProjectFlags extends AdminFlags, OutputFlags {}

export const addProjectCommand = buildCommand<AddProjectFlags, [name: string], SluiceContext>({
  async func(flags, name) {
    const project = await connectAdmin(this, flags).ask('add-project', { name });
    await writeProject(this, formatFor(this, flags.output), project);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'name', brief: 'name of the new project' }],
    },
    flags: { ...outputFlags, ...adminFlags },
    aliases: { o: 'output' },
  },
  docs: { brief: 'Make a project' },
});
