import type { Principal } from '../../core/access/principal.ts';
import type { Member } from '../../core/ports/identity-store.ts';
import { hashPassword } from './password.ts';
import type { SecretBox } from './secret-box.ts';
import { hashSecret } from './secret-hash.ts';

/** What a user logs in with, as he holds it himself. */
export interface PlainCredential {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly password: string;
  readonly apiKey: string;
}

/** Makes of a user and his credential what the identity store may keep: no secret stays bare. */
export async function createMember(
  secrets: SecretBox,
  principal: Principal,
  { accessKey, secretKey, password, apiKey }: PlainCredential,
): Promise<Member> {
  return {
    principal,
    passwordHash: await hashPassword(password),
    accessKey,
    sealedSecret: secrets.seal(secretKey, accessKey),
    apiKeyHash: hashSecret(apiKey),
  };
}
