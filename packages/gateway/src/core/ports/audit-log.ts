import type { Role } from '../access/principal.ts';

/** A record of every change that a caller asked for: who, what, from where, and what came of it. */
export interface AuditLog {
  /**
   * Notes that something is asked for. The store writes in the order of asking, so what is asked of it
   * after this call is never durable without this record, and nobody has to wait for it.
   */
  begin(deed: AuditDeed): OpenDeed;
  /** The newest first. */
  list(filter: AuditFilter, page: AuditPage): Promise<readonly AuditEntry[]>;
}

/** A deed whose outcome is still to be noted. Where that never comes, the process ended first. */
export interface OpenDeed {
  /** Resolves when the record is on disk. */
  readonly written: Promise<void>;
  settle(end: AuditEnd): Promise<void>;
}

export interface AuditDeed {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly actor: AuditActor;
  /** The word of the route: `submit_job`, `cancel_job`, `create_queue`. */
  readonly action: string;
  readonly origin: AuditOrigin;
}

/** Who. Null where there is no project or role: the user of the machine. */
export interface AuditActor {
  readonly projectId: string | null;
  readonly userName: string;
  readonly role: Role | null;
  readonly credential: CredentialName;
}

/** By what somebody was known: a name of it, never the secret. */
export interface CredentialName {
  readonly kind: 'access_key' | 'api_key' | 'token' | 'job_token' | 'password' | 'socket';
  /** An access key; of an API key or token the first digits of its hash; of a job's token the job. */
  readonly id: string;
}

/** From where. */
export interface AuditOrigin {
  readonly remoteAddress: string;
  readonly requestId: string;
  /** What the client says that it is, cut to a bounded length. */
  readonly userAgent: string | null;
}

export interface AuditEnd {
  readonly outcome: AuditOutcome;
  /** What it was done to: the id of a job, the name of a queue; null where nothing was found. */
  readonly target: string | null;
  /** Which of several it was, where only the body of the request says that. */
  readonly action?: string | undefined;
}

/** `refused`: he may not. `rejected`: it could not be done as asked. `failed`: a fault of the server. */
export const auditOutcomes = ['done', 'refused', 'rejected', 'failed'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

export interface AuditEntry extends AuditDeed {
  readonly seq: number;
  /** Null while it goes on, or where the process ended first. */
  readonly outcome: AuditOutcome | null;
  readonly target: string | null;
}

export interface AuditFilter {
  readonly projectId: string;
  readonly userName?: string;
  readonly action?: string;
  readonly outcome?: AuditOutcome;
  readonly since?: number;
  readonly until?: number;
}

export interface AuditPage {
  /** The number of the last entry of the page before; null for the first page. */
  readonly before: number | null;
  readonly limit: number;
}
