import { buildCommand } from '../../build-command.ts';
import { connectAdmin } from '../../connect-admin.ts';
import { formatFor } from '../../output/formats.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { userArgument, type UserFlags, userFlags } from './user-flags.ts';
import { writeUser } from './write-users.ts';

export const removeUserCommand = buildCommand<UserFlags, [name: string], SluiceContext>({
  async func(flags, name) {
    const { project } = flags;
    const order = { name, ...(project !== undefined && { project }) };
    const user = await connectAdmin(this, flags).ask('remove-user', order);
    await writeUser(this, formatFor(this, flags.output), user);
  },
  parameters: { positional: userArgument, flags: userFlags, aliases: { o: 'output' } },
  docs: { brief: 'Take a user out of a project; his keys and tokens end at once' },
});
