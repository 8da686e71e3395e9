import { evict, type KillPolicy } from '../job/kill-policy.ts';
import { defaultProgramRules, type ProgramRules } from '../job/program-rules.ts';
import type { Queue } from '../ports/queue-store.ts';
import type { Ports } from '../ports/ports.ts';

export type QueueOrder = Omit<
  Queue,
  'id' | 'createdAt' | 'sessionPlaces' | 'killPolicy' | 'programRules'
> & {
  /** Absent: `defaultSessionPlaces`. */
  readonly sessionPlaces?: number;
  /** Absent: `evict`. */
  readonly killPolicy?: KillPolicy;
  /** Absent: `defaultProgramRules`. */
  readonly programRules?: ProgramRules;
};

/** As many as Fabric allows at once (fabric-api.md 4). */
const defaultSessionPlaces = 500;

export type CreateQueueAnswer =
  | { readonly kind: 'created'; readonly queue: Queue }
  | { readonly kind: 'exists' }
  | { readonly kind: 'no_engine'; readonly engines: readonly string[] };

/** Makes a queue of a project. Names are unique among its own and the shared ones. */
export async function createQueue(
  ports: Pick<Ports, 'queues' | 'engines' | 'clock' | 'ids'>,
  order: QueueOrder,
): Promise<CreateQueueAnswer> {
  if (!ports.engines.has(order.engine)) {
    return { kind: 'no_engine', engines: [...ports.engines.keys()] };
  }
  const queue: Queue = {
    sessionPlaces: defaultSessionPlaces,
    killPolicy: evict,
    programRules: defaultProgramRules,
    ...order,
    name: order.name.toLowerCase(),
    id: ports.ids.newId(),
    createdAt: ports.clock.now(),
  };
  const answer = await ports.queues.create(queue);
  return answer === 'exists' ? { kind: 'exists' } : { kind: 'created', queue };
}
