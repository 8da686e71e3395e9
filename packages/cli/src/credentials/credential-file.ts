import type { Credential } from './credential.ts';
import { CredentialError } from './credential-error.ts';
import { readJsonFile } from './read-json-file.ts';

/**
 * Reads a credential file, as `npm start` writes it: of its fields, `url` and `api_key` are used.
 * @throws CredentialError when there is none, or it lacks one of the two
 */
export function readCredentialFile(file: string): Credential {
  const fields = readJsonFile(file);
  if (!fields) throw new CredentialError(`there is no credential file ${file}`);
  return toCredential(fields, file);
}

/** Takes `url` and `api_key` out of fields that were read from `source`. */
export function toCredential(fields: Record<string, unknown>, source: string): Credential {
  const { url, api_key: apiKey } = fields;
  if (typeof url !== 'string' || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new CredentialError(`${source}: "url" must be a text such as http://127.0.0.1:8642`);
  }
  if (typeof apiKey !== 'string' || !/^[!-~]+$/.test(apiKey)) {
    throw new CredentialError(`${source}: "api_key" must be the text of an API key`);
  }
  return { url, apiKey, source };
}
