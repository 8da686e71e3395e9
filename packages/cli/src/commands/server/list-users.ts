import { buildCommand } from '../../build-command.ts';
import { connectAdmin } from '../../connect-admin.ts';
import { type AdminFlags, adminFlags } from '../../flags/admin-flags.ts';
import { type OutputFlags, outputFlags } from '../../flags/common-flags.ts';
import { formatFor } from '../../output/formats.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { writeUsers } from './write-users.ts';

interface ListUsersFlags extends AdminFlags, OutputFlags {}

export const listUsersCommand = buildCommand<ListUsersFlags, [], SluiceContext>({
  async func(flags) {
    const { users } = await connectAdmin(this, flags).ask('list-users', {});
    await writeUsers(this, formatFor(this, flags.output), users);
  },
  parameters: { flags: { ...outputFlags, ...adminFlags }, aliases: { o: 'output' } },
  docs: { brief: 'List the users, with their projects and roles' },
});
