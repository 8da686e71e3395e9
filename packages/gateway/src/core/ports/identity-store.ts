import type { Principal } from '../access/principal.ts';

/** Users, projects and what they log in with. Secrets come in hashed or sealed; this port never sees one bare. */
export interface IdentityStore {
  /** Writes a domain, project, user and credential as far as they are not there yet. */
  enrol(member: Member): Promise<void>;
  /** True once anybody can log in. */
  hasMembers(): Promise<boolean>;
  findByAccessKey(
    accessKey: string,
  ): Promise<{ principal: Principal; sealedSecret: string } | null>;
  findByApiKey(apiKeyHash: string): Promise<Principal | null>;
  /** A user of a domain by name, with the projects he may enter. */
  findByPassword(domainName: string, userName: string): Promise<PasswordEntry | null>;
  saveToken(token: {
    hash: string;
    principal: Principal;
    issuedAt: number;
    expiresAt: number;
  }): Promise<void>;
  findByToken(tokenHash: string): Promise<{ principal: Principal; expiresAt: number } | null>;
}

export interface Member {
  readonly principal: Principal;
  readonly passwordHash: string;
  readonly accessKey: string;
  readonly sealedSecret: string;
  readonly apiKeyHash: string;
}

export interface PasswordEntry {
  readonly passwordHash: string;
  readonly principals: readonly Principal[];
}
