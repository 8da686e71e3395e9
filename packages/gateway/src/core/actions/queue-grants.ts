import { privilegesOn } from '../access/may.ts';
import type { Principal, Role } from '../access/principal.ts';
import type { Privilege } from '../access/privilege.ts';
import type { Rights } from '../access/rights.ts';
import type { QueueMember } from '../ports/grant-store.ts';
import type { Ports } from '../ports/ports.ts';
import type { Queue } from '../ports/queue-store.ts';

/** A user with what he holds on a queue, however he came by it. */
export interface QueueHolder {
  readonly userName: string;
  readonly role: Role;
  /** Whether the queue is the project's, and he made it. */
  readonly isOwner: boolean;
  readonly privileges: readonly Privilege[];
}

export interface GrantOrder {
  readonly userName: string;
  /** `replace` leaves what is named, and nothing else. */
  readonly action: 'grant' | 'revoke' | 'replace';
  readonly privileges: readonly Privilege[];
}

type NoQueue = { readonly kind: 'no_queue'; readonly queueName: string };

export type ListGrantsAnswer =
  | { readonly kind: 'holders'; readonly queue: Queue; readonly holders: readonly QueueHolder[] }
  | NoQueue;

export type ChangeGrantsAnswer =
  /** Done; he may hold by his role what was revoked, which `holder` then still has. */
  | { readonly kind: 'changed'; readonly queue: Queue; readonly holder: QueueHolder }
  | { readonly kind: 'no_user'; readonly userName: string }
  | NoQueue;

type World = Pick<Ports, 'queues' | 'grants'>;

/** Every user of the project who holds something on the queue. */
export async function listGrants(
  { queues, grants }: World,
  rights: Rights,
  principal: Principal,
  queueName: string,
): Promise<ListGrantsAnswer> {
  const { projectId } = principal;
  const queue = await queues.find(projectId, queueName);
  if (!queue) return { kind: 'no_queue', queueName };
  await rights.demand(principal, 'SHOW_PRIVILEGE', queue);
  const members = await grants.members(projectId);
  const all = await Promise.all(
    members.map((member) => holderOf(grants, projectId, queue, member)),
  );
  const holders = all.filter(({ privileges }) => privileges.length > 0);
  return { kind: 'holders', queue, holders };
}

/** Changes what a user was granted. Nobody gives what he does not hold himself. */
export async function changeGrants(
  { queues, grants }: World,
  rights: Rights,
  principal: Principal,
  queueName: string,
  { userName, action, privileges }: GrantOrder,
): Promise<ChangeGrantsAnswer> {
  const { projectId } = principal;
  const queue = await queues.find(projectId, queueName);
  if (!queue) return { kind: 'no_queue', queueName };
  if (action !== 'revoke') await rights.demand(principal, 'GRANT_PRIVILEGE', queue);
  if (action !== 'grant') await rights.demand(principal, 'REVOKE_PRIVILEGE', queue);
  if (action !== 'revoke') {
    for (const privilege of privileges) await rights.demand(principal, privilege, queue);
  }
  const member = await grants.findMember(projectId, userName);
  if (!member) return { kind: 'no_user', userName };
  await grants.change({
    projectId,
    queueId: queue.id,
    userId: member.userId,
    action,
    privileges,
    by: principal.userName,
  });
  return { kind: 'changed', queue, holder: await holderOf(grants, projectId, queue, member) };
}

async function holderOf(
  grants: World['grants'],
  projectId: string,
  queue: Queue,
  { userId, userName, role }: QueueMember,
): Promise<QueueHolder> {
  const standing = await grants.standingOf({ projectId, userId, userName });
  return {
    userName,
    role,
    isOwner: standing.owned.has(queue.id),
    privileges: privilegesOn(queue.id, { role }, standing),
  };
}
