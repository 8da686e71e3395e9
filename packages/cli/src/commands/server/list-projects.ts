import { buildCommand } from '../../build-command.ts';
import { connectAdmin } from '../../connect-admin.ts';
import { type AdminFlags, adminFlags } from '../../flags/admin-flags.ts';
import { type OutputFlags, outputFlags } from '../../flags/common-flags.ts';
import { formatFor } from '../../output/formats.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { writeProjects } from './write-projects.ts';

interface ListProjectsFlags extends AdminFlags, OutputFlags {}

export const listProjectsCommand = buildCommand<ListProjectsFlags, [], SluiceContext>({
  async func(flags) {
    const { projects } = await connectAdmin(this, flags).ask('list-projects', {});
    await writeProjects(this, formatFor(this, flags.output), projects);
  },
  parameters: { flags: { ...outputFlags, ...adminFlags }, aliases: { o: 'output' } },
  docs: { brief: 'List the projects' },
});
