import { demandAdmin } from '../access/demand-admin.ts';
import type { Principal } from '../access/principal.ts';
import type { Rights } from '../access/rights.ts';
import type { Ports } from '../ports/ports.ts';
import type { Queue, QueueChange } from '../ports/queue-store.ts';
import type { Actions } from './actions.ts';
import type { QueueOrder } from './create-queue.ts';
import type { DeleteQueueAnswer } from './delete-queue.ts';
import { changeGrants, type GrantOrder, listGrants } from './queue-grants.ts';

/** What a caller may ask of queues, and of who may use them. */
export function guardQueues(
  actions: Actions,
  ports: Pick<Ports, 'queues' | 'grants'>,
  rights: Rights,
) {
  return {
    /** Their names are no secret in the project. */
    listQueues: (principal: Principal) => actions.listQueues(principal.projectId),
    findQueue: (principal: Principal, name: string) =>
      ports.queues.find(principal.projectId, name.toLowerCase()),

    restartingQueues: (principal: Principal) => actions.restartingQueues(principal.projectId),

    async restartQueue(principal: Principal, name: string, isForced: boolean) {
      const { projectId, userName: by } = principal;
      const queue = await ports.queues.find(projectId, name.toLowerCase());
      // A queue that is not there is refused by the action itself.
      if (queue) await rights.demand(principal, 'RESTART', queue);
      return actions.restartQueue(name, { projectId, by, isForced });
    },

    async createQueue(principal: Principal, order: Omit<QueueOrder, 'projectId' | 'createdBy'>) {
      demandAdmin(principal);
      const { projectId, userName: createdBy } = principal;
      return actions.createQueue({ ...order, projectId, createdBy });
    },

    async updateQueue(principal: Principal, name: string, change: QueueChange) {
      demandAdmin(principal);
      return actions.updateQueue(principal.projectId, name, change);
    },

    /** Of a queue that the caller has in his hands. */
    async scaleQueue(principal: Principal, queue: Queue, bySlots: number) {
      await rights.demand(principal, 'SCALE_QUEUE', queue);
      return actions.scaleQueue(queue, bySlots);
    },

    async deleteQueue(principal: Principal, name: string): Promise<DeleteQueueAnswer> {
      const queueName = name.toLowerCase();
      const queue = await ports.queues.find(principal.projectId, queueName);
      if (!queue) return { kind: 'no_queue', queueName };
      await rights.demand(principal, 'DROP_QUEUE', queue);
      return actions.deleteQueue(queue);
    },

    listGrants: (principal: Principal, queueName: string) =>
      listGrants(ports, rights, principal, queueName),
    changeGrants: (principal: Principal, queueName: string, order: GrantOrder) =>
      changeGrants(ports, rights, principal, queueName, order),
  };
}
