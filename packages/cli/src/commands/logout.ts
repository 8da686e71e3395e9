import { buildCommand } from '../build-command.ts';
import { CredentialError } from '../credentials/credential-error.ts';
import { defaultProfile, profilesFile, removeProfile } from '../credentials/profiles.ts';
import { gatewayFlags } from '../flags/common-flags.ts';
import { profileNames } from '../completing/profile-names.ts';
import { notesFor } from '../running/notes.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface LogoutFlags {
  readonly profile: string;
  readonly quiet: boolean;
}

export const logoutCommand = buildCommand<LogoutFlags, [], SluiceContext>({
  func({ profile, quiet }) {
    const file = profilesFile(this);
    if (!removeProfile(file, profile)) {
      throw new CredentialError(`there is no profile ${profile} in ${file}`);
    }
    notesFor(this, quiet).remark(`forgot profile ${profile} of ${file}; its key is good as before`);
  },
  parameters: {
    flags: {
      profile: {
        kind: 'parsed',
        parse: String,
        proposeCompletions: profileNames,
        default: defaultProfile,
        placeholder: 'NAME',
        brief: 'the profile to forget',
      },
      quiet: gatewayFlags.quiet,
    },
    aliases: { q: 'quiet' },
  },
  docs: {
    brief: 'Forget a credential that login kept',
    fullDescription:
      'Asks no gateway: the key stays good for whoever else has it. To end it: sluice server rotate-key.',
  },
});
