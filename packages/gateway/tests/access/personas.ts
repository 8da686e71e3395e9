import type { Principal, Role } from '../../src/core/access/principal.ts';
import type { Privilege } from '../../src/core/access/privilege.ts';
import { hashSecret } from '../../src/http/authentication/secret-hash.ts';
import type { Stores } from '../../src/stores/stores.ts';

export const projectId = '0123456789abcdef0123456789abcdef';
const otherProjectId = 'fedcba9876543210fedcba9876543210';

/** Everybody who may knock: of the project, with and without privileges on `default`, and not of it. */
export const personas = {
  nobody: null,
  viewer: { role: 'viewer', projectId, granted: [] },
  submitter: { role: 'viewer', projectId, granted: ['SUBMIT_JOB'] },
  canceller: { role: 'viewer', projectId, granted: ['CANCEL_JOB'] },
  operator: { role: 'operator', projectId, granted: [] },
  admin: { role: 'admin', projectId, granted: [] },
  /** Admin of another project. */
  stranger: { role: 'admin', projectId: otherProjectId, granted: [] },
} as const satisfies Record<
  string,
  null | { role: Role; projectId: string; granted: readonly Privilege[] }
>;

export type Persona = keyof typeof personas;
export const everybody = Object.keys(personas) as readonly Persona[];

/** What the persona's requests carry; the same token is good on every dialect. */
export function credentialOf(persona: Persona): Record<string, string> {
  return personas[persona] === null ? {} : { 'x-auth-token': `token-of-${persona}` };
}

export function principalOf(persona: Exclude<Persona, 'nobody'>): Principal {
  const { role, projectId } = personas[persona];
  return {
    userId: `id-of-${persona}`,
    userName: persona,
    domainId: 'd1',
    domainName: 'sluice',
    projectId,
    projectName: `lake-${projectId.slice(0, 4)}`,
    role,
  };
}

/** Lets everybody in, each with what he was granted on the queue. */
export async function enrolEverybody(stores: Stores, queueId: string): Promise<void> {
  for (const persona of everybody) {
    const known = personas[persona];
    if (known === null || persona === 'nobody') continue;
    const principal = principalOf(persona);
    await stores.identities.enrol({
      principal,
      passwordHash: '-',
      accessKey: `AK-${persona}`,
      sealedSecret: '-',
      apiKeyHash: persona,
    });
    const hash = hashSecret(`token-of-${persona}`);
    const times = { issuedAt: 0, expiresAt: Number.MAX_SAFE_INTEGER };
    await stores.identities.saveToken({ hash, principal, ...times });
    await stores.grants.change({
      projectId: known.projectId,
      queueId,
      userId: principal.userId,
      action: 'grant',
      privileges: known.granted,
      by: 'test',
    });
  }
}
