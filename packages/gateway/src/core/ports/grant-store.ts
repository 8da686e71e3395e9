import type { Role } from '../access/principal.ts';
import type { Privilege } from '../access/privilege.ts';
import type { Standing } from '../access/standing.ts';

/** Who was granted what on which queue. */
export interface GrantStore {
  standingOf(user: { projectId: string; userId: string; userName: string }): Promise<Standing>;
  /** A user of the project by name; null when there is none. */
  findMember(projectId: string, userName: string): Promise<QueueMember | null>;
  /** Every user of the project. */
  members(projectId: string): Promise<readonly QueueMember[]>;
  change(change: GrantChange): Promise<void>;
}

export interface QueueMember {
  readonly userId: string;
  readonly userName: string;
  readonly role: Role;
}

export interface GrantChange {
  readonly projectId: string;
  readonly queueId: string;
  readonly userId: string;
  /** `replace` leaves what is named, and nothing else. */
  readonly action: 'grant' | 'revoke' | 'replace';
  readonly privileges: readonly Privilege[];
  /** Who says so. */
  readonly by: string;
}
