import { buildCommand } from '../../build-command.ts';
import { connectAdmin } from '../../connect-admin.ts';
import { formatFor } from '../../output/formats.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { refuseExistingFile } from './refuse-existing-file.ts';
import { userArgument, type UserFlags, userFlags } from './user-flags.ts';
import { outFlag, writeCredential } from './write-credential.ts';

interface RotateKeyFlags extends UserFlags {
  readonly password: boolean;
  readonly out?: string | undefined;
}

export const rotateKeyCommand = buildCommand<RotateKeyFlags, [name: string], SluiceContext>({
  async func(flags, name) {
    const { project, password, out } = flags;
    refuseExistingFile(this, out);
    const credential = await connectAdmin(this, flags).ask('rotate-key', {
      name,
      with_password: password,
      ...(project !== undefined && { project }),
    });
    await writeCredential(this, formatFor(this, flags.output), out, credential);
  },
  parameters: {
    positional: userArgument,
    flags: {
      ...userFlags,
      password: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'a new password too',
      },
      out: outFlag,
    },
    aliases: { o: 'output' },
  },
  docs: { brief: 'Give a user a new API key, access key and secret key; the old ones end at once' },
});
