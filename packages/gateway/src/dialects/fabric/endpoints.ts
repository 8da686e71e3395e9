import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { Queue } from '../../core/ports/queue-store.ts';
import { toTimestamp } from './timestamp.ts';

// An endpoint of the type `sql` is a queue: the workspace has those of its project and the shared ones.

export async function findEndpoint(
  actions: GuardedActions,
  principal: Principal,
  endpointId: string,
): Promise<Queue | null> {
  const queues = await actions.listQueues(principal);
  return queues.find(({ id }) => id === endpointId.toLowerCase()) ?? null;
}

/** An endpoint as the lists have it (fabric-api.md 9). */
export function toEndpoint(queue: Queue, owner: Principal) {
  const { id, name, projectId, createdAt, createdBy, notes } = queue;
  return {
    id,
    name,
    type: 'sql',
    status: 'RUNNING',
    visibility: projectId === null ? 'PUBLIC' : 'PRIVATE',
    description: notes.description,
    create_time: toTimestamp(createdAt),
    owner: { domain_name: owner.domainName, domain_id: owner.domainId, user_name: createdBy },
  };
}
