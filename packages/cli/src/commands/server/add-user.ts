import { buildCommand } from '../../build-command.ts';
import { connectAdmin } from '../../connect-admin.ts';
import { formatFor } from '../../output/formats.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { refuseExistingFile } from './refuse-existing-file.ts';
import { type RoleWord, roleFlag, userArgument, type UserFlags, userFlags } from './user-flags.ts';
import { outFlag, writeCredential } from './write-credential.ts';

interface AddUserFlags extends UserFlags {
  readonly project: string;
  readonly role: RoleWord;
  readonly out?: string | undefined;
}

export const addUserCommand = buildCommand<AddUserFlags, [name: string], SluiceContext>({
  async func(flags, name) {
    const { project, role, out } = flags;
    refuseExistingFile(this, out);
    const credential = await connectAdmin(this, flags).ask('add-user', { name, project, role });
    await writeCredential(this, formatFor(this, flags.output), out, credential);
  },
  parameters: {
    positional: userArgument,
    flags: {
      ...userFlags,
      project: {
        kind: 'parsed',
        parse: String,
        placeholder: 'PROJECT',
        brief: 'name or id of the project to let the user into',
      },
      role: roleFlag,
      out: outFlag,
    },
    aliases: { o: 'output' },
  },
  docs: { brief: 'Let a user into a project, and tell his new credential' },
});
