import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { SluiceClient } from '@sluice/client';
import { buildCommand } from '../build-command.ts';
import { CredentialError } from '../credentials/credential-error.ts';
import { type Credential } from '../credentials/credential.ts';
import { readCredentialFile, toCredential } from '../credentials/credential-file.ts';
import { defaultProfile, profilesFile, writeProfile } from '../credentials/profiles.ts';
import { type CallFlags, callFlags } from '../flags/common-flags.ts';
import { notesFor } from '../running/notes.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { trustAuthorities } from '../trust-authorities.ts';
import { UsageError } from '../usage-error.ts';

interface LoginFlags extends Pick<CallFlags, 'quiet' | 'requestId' | 'timeout'> {
  readonly url?: string | undefined;
  readonly file?: string | undefined;
  readonly apiKeyStdin: boolean;
  readonly profile: string;
  readonly project?: string | undefined;
  readonly queue?: string | undefined;
}

export const loginCommand = buildCommand<LoginFlags, [], SluiceContext>({
  func(flags) {
    return logIn(this, flags);
  },
  parameters: {
    flags: {
      url: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'URL',
        brief: 'where the gateway is; default with --file: as the file says',
      },
      file: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'FILE',
        brief: 'credential file to take the API key from, as npm start writes it',
      },
      apiKeyStdin: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'read the API key from standard input',
      },
      profile: {
        kind: 'parsed',
        parse: String,
        default: defaultProfile,
        placeholder: 'NAME',
        brief: 'name to keep it under',
      },
      project: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: 'name or id of the project that the key has to speak for',
      },
      queue: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: 'queue to submit to where nothing else is said; default: default',
      },
      requestId: callFlags.requestId,
      quiet: callFlags.quiet,
      timeout: callFlags.timeout,
    },
    aliases: { q: 'quiet' },
  },
  docs: {
    brief: 'Keep a credential for the commands to come',
    fullDescription:
      'Asks the gateway whom the API key speaks for, and keeps URL and key in ' +
      '$XDG_CONFIG_HOME/sluice/profiles.json (~/.config/…), readable by you alone, with the id of the project that the key speaks for: a command is refused ' +
      'when the key speaks for another one by then.\n\n' +
      'Commands use the first of: --credentials, --profile, SLUICE_URL with SLUICE_API_KEY, the ' +
      'file SLUICE_CREDENTIALS, the profile SLUICE_PROFILE, the profile "default", and ' +
      '.sluice/credential.json here or in a directory above. The queue is that of --queue, of SLUICE_QUEUE, ' +
      'or of the profile.',
    customUsage: [
      '--file .sluice/credential.json',
      '--url http://127.0.0.1:8642 --api-key-stdin < key.txt',
    ],
  },
});

async function logIn(context: SluiceContext, flags: LoginFlags): Promise<void> {
  trustAuthorities(context.process.env);
  const credential = await readCredential(context, flags);
  // A key that the gateway does not know is not kept.
  const client = new SluiceClient({
    ...credential,
    timeoutMs: flags.timeout,
    requestId: flags.requestId,
  });
  const { user, domain, project, project_id: projectId, role } = await client.whoami();
  if (flags.project !== undefined && flags.project !== project && flags.project !== projectId) {
    throw new CredentialError(
      `the key speaks for the project ${project} (${projectId}), not for ${flags.project}`,
    );
  }
  const queue = flags.queue ?? credential.queue;
  if (queue !== undefined) await demandQueue(client, queue, project);
  const file = profilesFile(context);
  writeProfile(file, flags.profile, { ...credential, projectId, queue });
  notesFor(context, flags.quiet).remark(
    `logged in to ${credential.url} as ${user} of domain ${domain}, ${role} of project ${project} ` +
      `(${projectId}); kept as profile ${flags.profile} in ${file}`,
  );
}

async function demandQueue(client: SluiceClient, name: string, project: string): Promise<void> {
  const names = (await client.queues()).map((queue) => queue.name);
  if (names.includes(name.toLowerCase())) return;
  throw new UsageError(
    `there is no queue ${name} in the project ${project}: there is ${names.join(', ')}`,
  );
}

async function readCredential(context: SluiceContext, flags: LoginFlags): Promise<Credential> {
  const { url, file, apiKeyStdin } = flags;
  if ((file === undefined) !== apiKeyStdin) {
    throw new UsageError('give the API key with one of --file FILE and --api-key-stdin');
  }
  if (file !== undefined) {
    const found = readCredentialFile(resolve(context.workingDirectory, file));
    return url === undefined ? found : toCredential({ url, api_key: found.apiKey }, '--url');
  }
  if (url === undefined) throw new UsageError('say with --url URL where the gateway is');
  const key = (await text(context.stdin)).trim();
  return toCredential({ url, api_key: key }, '--url and standard input');
}
