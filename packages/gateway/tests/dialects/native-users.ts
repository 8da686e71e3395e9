import type { Principal, Role } from '../../src/core/access/principal.ts';
import type { IdentityStore } from '../../src/core/ports/identity-store.ts';
import { hashSecret } from '../../src/http/authentication/secret-hash.ts';

export const projectId = '0123456789abcdef0123456789abcdef';
const otherProjectId = 'fedcba9876543210fedcba9876543210';

/** Three of one project, one of another. */
const users = {
  alice: { role: 'admin', projectId },
  oscar: { role: 'operator', projectId },
  vera: { role: 'viewer', projectId },
  eve: { role: 'admin', projectId: otherProjectId },
} as const satisfies Record<string, { role: Role; projectId: string }>;

export type UserName = keyof typeof users;

/** What the user logs in with. */
export function keyOf(user: UserName): string {
  return `slk_${user}`;
}

/** Lets every user log in with his API key, and with nothing else. */
export async function enrolUsers(identities: IdentityStore): Promise<void> {
  for (const user of Object.keys(users) as UserName[]) {
    await identities.enrol({
      principal: principalOf(user),
      passwordHash: '',
      accessKey: user,
      sealedSecret: '',
      apiKeyHash: hashSecret(keyOf(user)),
    });
  }
}

export function principalOf(user: UserName): Principal {
  const { role, projectId } = users[user];
  return {
    userId: `id-of-${user}`,
    userName: user,
    domainId: 'id-of-acme',
    domainName: 'acme',
    projectId,
    projectName: `lake-${projectId.slice(0, 4)}`,
    role,
  };
}
