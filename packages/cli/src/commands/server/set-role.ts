import { buildCommand } from '../../build-command.ts';
import { connectAdmin } from '../../connect-admin.ts';
import { formatFor } from '../../output/formats.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { type RoleWord, roleFlag, userArgument, type UserFlags, userFlags } from './user-flags.ts';
import { writeUser } from './write-users.ts';

interface SetRoleFlags extends UserFlags {
  readonly role: RoleWord;
}

export const setRoleCommand = buildCommand<SetRoleFlags, [name: string], SluiceContext>({
  async func(flags, name) {
    const { project, role } = flags;
    const order = { name, role, ...(project !== undefined && { project }) };
    const user = await connectAdmin(this, flags).ask('set-role', order);
    await writeUser(this, formatFor(this, flags.output), user);
  },
  parameters: {
    positional: userArgument,
    flags: { ...userFlags, role: roleFlag },
    aliases: { o: 'output' },
  },
  docs: { brief: 'Give a user another role in a project' },
});
