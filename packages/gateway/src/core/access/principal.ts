/** Who a request speaks for. */
export interface Principal {
  readonly userId: string;
  readonly userName: string;
  readonly domainId: string;
  readonly domainName: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly role: Role;
}

export type Role = 'viewer' | 'operator' | 'admin';

/** What a route needs. `read` sees; `submit` and `cancel` act on jobs; `administer` changes queues. */
export type Permission = 'read' | 'submit' | 'cancel' | 'administer';

const permissionsOf: Record<Role, readonly Permission[]> = {
  viewer: ['read'],
  operator: ['read', 'submit', 'cancel'],
  admin: ['read', 'submit', 'cancel', 'administer'],
};

/** The one rule about who may do what in his project. */
export function may(principal: Principal, permission: Permission): boolean {
  return permissionsOf[principal.role].includes(permission);
}
