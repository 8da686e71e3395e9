import type { AdminCredential } from '@sluice/protocol';
import type { Principal } from '../core/access/principal.ts';
import type { BareCredential } from './credential-maker.ts';

/** @param password null where the user keeps the one that he has */
export function toCredentialView(
  url: string,
  { projectId, userName, domainName }: Pick<Principal, 'projectId' | 'userName' | 'domainName'>,
  { accessKey, secretKey, apiKey }: Omit<BareCredential, 'password'>,
  password: string | null,
): AdminCredential {
  return {
    url,
    project_id: projectId,
    access_key: accessKey,
    secret_key: secretKey,
    api_key: apiKey,
    user: userName,
    domain: domainName,
    password,
  };
}
