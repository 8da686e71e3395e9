import type { Privilege } from './privilege.ts';

/** What one user is on the queues of his project, beside his role. */
export interface Standing {
  /** Ids of the project's own queues that he made. */
  readonly owned: ReadonlySet<string>;
  /** What he was granted, by the queue's id. */
  readonly granted: ReadonlyMap<string, ReadonlySet<Privilege>>;
}

/** That of a user who owns no queue and was granted nothing. */
export const noStanding: Standing = { owned: new Set(), granted: new Map() };
