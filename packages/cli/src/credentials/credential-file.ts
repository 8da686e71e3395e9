import type { Credential } from './credential.ts';
import { CredentialError } from './credential-error.ts';
import { readJsonFile } from './read-json-file.ts';

/**
 * Reads a credential file, as `npm start` writes it: of its fields, `url`, `api_key`, `project_id` and `queue`
 * are used, of which the last two may be left out.
 * @throws CredentialError when there is none, or it lacks one of the two
 */
export function readCredentialFile(file: string): Credential {
  const fields = readJsonFile(file);
  if (!fields) throw new CredentialError(`there is no credential file ${file}`);
  return toCredential(fields, file);
}

/** Takes the parts of a credential out of fields that were read from `source`. */
export function toCredential(fields: Record<string, unknown>, source: string): Credential {
  const { url, api_key: apiKey } = fields;
  if (typeof url !== 'string' || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new CredentialError(`${source}: "url" must be a text such as http://127.0.0.1:8642`);
  }
  if (typeof apiKey !== 'string' || !/^[!-~]+$/.test(apiKey)) {
    throw new CredentialError(`${source}: "api_key" must be the text of an API key`);
  }
  return {
    url,
    apiKey,
    source,
    projectId: toWord(fields, 'project_id', source),
    queue: toWord(fields, 'queue', source),
  };
}

/** Absent where the field is. */
function toWord(
  fields: Record<string, unknown>,
  name: 'project_id' | 'queue',
  source: string,
): string | undefined {
  const word = fields[name];
  if (word === undefined) return undefined;
  if (typeof word === 'string' && /^[!-~]+$/.test(word)) return word;
  throw new CredentialError(`${source}: "${name}" must be a text without spaces`);
}
