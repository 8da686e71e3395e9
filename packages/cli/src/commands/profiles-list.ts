import { buildCommand } from '../build-command.ts';
import type { Credential } from '../credentials/credential.ts';
import { profilesFile, readAllProfiles } from '../credentials/profiles.ts';
import {
  commonAliases,
  gatewayFlags,
  type OutputFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { formatFor } from '../output/formats.ts';
import { type ListingColumn, writeListing } from '../output/write-listing.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface ProfilesListFlags extends OutputFlags {
  readonly quiet: boolean;
}

/** A profile without its key. */
interface Profile {
  readonly name: string;
  readonly url: string;
  readonly project_id: string | null;
  readonly queue: string | null;
}

export const profilesListCommand = buildCommand<ProfilesListFlags, [], SluiceContext>({
  async func({ output }) {
    const profiles = readAllProfiles(profilesFile(this)).map(toProfile);
    await writeListing(this, formatFor(this, output), columns, profiles, ({ name }) => name);
  },
  parameters: {
    flags: { ...outputFlags, quiet: gatewayFlags.quiet },
    aliases: commonAliases,
  },
  docs: {
    brief: 'List the profiles that login kept, without their keys',
    fullDescription:
      'A command uses the profile of --profile or SLUICE_PROFILE, or "default"; what else it may use: sluice login --help.',
  },
});

function toProfile([name, { url, projectId, queue }]: [string, Credential]): Profile {
  return { name, url, project_id: projectId ?? null, queue: queue ?? null };
}

const columns: readonly ListingColumn<Profile>[] = [
  { name: 'name', alignment: 'left', value: ({ name }) => name },
  { name: 'url', alignment: 'left', value: ({ url }) => url },
  { name: 'project_id', alignment: 'left', value: (profile) => profile.project_id },
  { name: 'queue', alignment: 'left', value: ({ queue }) => queue },
];
