import type { Principal, Role } from './principal.ts';
import { type Privilege, privileges } from './privilege.ts';
import type { Standing } from './standing.ts';

/** What somebody wants to do in his project. */
export type Wish =
  /** To see what every member may: the queues' names, who he is. */
  | { readonly to: 'read' }
  /** To change what belongs to the whole project. */
  | { readonly to: 'administer' }
  /** To see a job: its status, its statement, its rows, its receipt. */
  | { readonly to: 'see'; readonly owner: string; readonly queueId: string }
  /** To act on a queue, or on the jobs in it. */
  | { readonly to: 'use'; readonly privilege: Privilege; readonly queueId: string }
  /** The same on every queue of the project, also on those to come. */
  | { readonly to: 'use_all'; readonly privilege: Privilege }
  /** The same on some queue, whichever: what belongs to no queue. */
  | { readonly to: 'use_any'; readonly privilege: Privilege };

/**
 * The one rule about who may do what. A viewer sees what is his and what is shared with him; an
 * operator sees, submits and cancels all of the project; an admin may do everything. The maker of a
 * queue holds all privileges on it, and anybody those that he was granted (dli-api.md 1.4). That a job
 * is one's own gives no right to cancel it: that takes CANCEL_JOB.
 */
export function may(
  { role, userName }: Pick<Principal, 'role' | 'userName'>,
  wish: Wish,
  standing: Standing,
): boolean {
  switch (wish.to) {
    case 'read':
      return true;
    case 'administer':
      return role === 'admin';
    case 'see':
      return wish.owner === userName || seesOthersIn(role, wish.queueId, standing);
    case 'use':
      return (
        privilegesOfRole[role].has(wish.privilege) ||
        privilegesByStanding(wish.queueId, standing).has(wish.privilege)
      );
    case 'use_all':
      return privilegesOfRole[role].has(wish.privilege);
    case 'use_any':
      return (
        privilegesOfRole[role].has(wish.privilege) ||
        standing.owned.size > 0 ||
        [...standing.granted.values()].some((granted) => granted.has(wish.privilege))
      );
  }
}

/** What he holds on a queue, however he came by it. */
export function privilegesOn(
  queueId: string,
  { role }: Pick<Principal, 'role'>,
  standing: Standing,
): readonly Privilege[] {
  const byRole = privilegesOfRole[role];
  const byStanding = privilegesByStanding(queueId, standing);
  return privileges.filter((one) => byRole.has(one) || byStanding.has(one));
}

/** What a role holds on every queue of its project. */
const privilegesOfRole: Record<Role, ReadonlySet<Privilege>> = {
  viewer: new Set(),
  operator: new Set(['SUBMIT_JOB', 'CANCEL_JOB', 'READ_JOB']),
  admin: new Set(privileges),
};

function privilegesByStanding(
  queueId: string,
  { owned, granted }: Standing,
): ReadonlySet<Privilege> {
  if (owned.has(queueId)) return privilegesOfRole.admin;
  return granted.get(queueId) ?? privilegesOfRole.viewer;
}

/** Whoever may stop the jobs of others sees them. */
function seesOthersIn(role: Role, queueId: string, standing: Standing): boolean {
  return showing.some(
    (privilege) =>
      privilegesOfRole[role].has(privilege) ||
      privilegesByStanding(queueId, standing).has(privilege),
  );
}

const showing: readonly Privilege[] = ['READ_JOB', 'CANCEL_JOB'];
