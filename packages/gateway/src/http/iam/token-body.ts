import type { Principal } from '../../core/access/principal.ts';

export interface IssuedToken {
  readonly principal: Principal;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/**
 * What a token is good for (dli-api.md 1.1). The token itself goes in a header.
 * @param catalogUrl where the client called, such as `http://127.0.0.1:8642`; null leaves the catalog out
 */
export function tokenBody(
  { principal, issuedAt, expiresAt }: IssuedToken,
  catalogUrl: string | null,
) {
  const { userId, userName, domainId, domainName, projectId, projectName, role } = principal;
  const domain = { id: domainId, name: domainName };
  return {
    token: {
      methods: ['password'],
      expires_at: toIamTime(expiresAt),
      issued_at: toIamTime(issuedAt),
      user: { id: userId, name: userName, password_expires_at: '', domain },
      project: { id: projectId, name: projectName, domain },
      roles: [{ id: '0', name: role }],
      ...(catalogUrl !== null && { catalog: [catalogEntry(catalogUrl, principal)] }),
    },
  };
}

function catalogEntry(url: string, { projectId, projectName }: Principal) {
  return {
    type: 'dli',
    id: 'dli',
    name: 'dli',
    endpoints: [
      {
        id: 'dli-public',
        interface: 'public',
        region: projectName,
        region_id: projectName,
        url: `${url}/v1.0/${projectId}`,
      },
    ],
  };
}

/** With microseconds, as the cloud's are. */
function toIamTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '000Z');
}
