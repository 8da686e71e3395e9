import { profilesFile, readAllProfiles } from '../credentials/profiles.ts';
import { proposing } from './proposing.ts';

/** What `sluice login` kept. */
export const profileNames = proposing(async (context) =>
  readAllProfiles(profilesFile(context)).map(([name]) => name),
);
