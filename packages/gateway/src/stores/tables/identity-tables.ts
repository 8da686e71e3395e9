import type { Generated } from 'kysely';
import type { Role } from '../../core/access/principal.ts';
import type { AuditOutcome, CredentialName } from '../../core/ports/audit-log.ts';

export interface CredentialsTable {
  access_key: string;
  sealed_secret: string;
  api_key_hash: string;
  user_id: string;
  project_id: string;
}

export interface TokensTable {
  hash: string;
  user_id: string;
  project_id: string;
  issued_at: number;
  expires_at: number;
}

export interface AuditTable {
  seq: Generated<number>;
  at: number;
  project_id: string | null;
  user_name: string;
  role: Role | null;
  credential_kind: CredentialName['kind'];
  credential_id: string;
  action: string;
  remote_address: string;
  request_id: string;
  user_agent: string | null;
  outcome: AuditOutcome | null;
  target: string | null;
}
