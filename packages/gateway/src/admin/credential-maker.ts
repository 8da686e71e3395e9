import type { Principal } from '../core/access/principal.ts';
import type { Member } from '../core/ports/identity-store.ts';

/** Makes up everything that a user logs in with: as he is told it once, and as it may be kept. */
export type CredentialMaker = (
  principal: Principal,
) => Promise<{ readonly bare: BareCredential; readonly member: Member }>;

export interface BareCredential {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly apiKey: string;
  readonly password: string;
}
