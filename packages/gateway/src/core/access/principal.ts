/** Who a request speaks for. */
export interface Principal {
  readonly userId: string;
  readonly userName: string;
  readonly domainId: string;
  readonly domainName: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly role: Role;
  /** The one that he has in this project now, whatever he came in with. Absent: he has none. */
  readonly accessKey?: string;
}

export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/**
 * What a route is for. Whether its caller may submit or cancel depends on the queue, and is asked in
 * the action; the door turns away only who may not do it on any.
 */
export type Permission = 'read' | 'submit' | 'cancel' | 'administer';
