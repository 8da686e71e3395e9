import { wishedClientLease } from '../job/client-lease.ts';
import { type Session, type SessionKind, sessionKinds } from '../session/session.ts';
import type { SessionCreated } from '../ports/session-store.ts';
import type { Ports } from '../ports/ports.ts';
import type { OverQuota } from '../quotas/quota.ts';
import { type SessionKeyTaken, sessionKeyTaken } from './key-taken.ts';

/** What a caller asks for. */
export interface SessionOrder {
  readonly projectId: string;
  readonly owner: string;
  /** Absent: `default`. Upper and lower case are alike. */
  readonly queueName?: string | undefined;
  /** Absent: the first that the queue's engine speaks. */
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
  /** Absent: the queue's default database. */
  readonly database?: string | undefined;
  /** As the client sent it, as JSON text. */
  readonly conf?: string | undefined;
  readonly key?: string | undefined;
  readonly waitTimeoutMs?: number | undefined;
  readonly idleTimeoutMs?: number | undefined;
  /** How long it may go on without a word from its client. Absent: for ever. */
  readonly clientLeaseMs?: number | undefined;
  /** Whether the project may have no other live session of that name. */
  readonly isNameUnique?: boolean | undefined;
}

export type CreateSessionAnswer =
  | { readonly kind: 'accepted'; readonly session: Session; readonly isNew: boolean }
  | { readonly kind: 'no_queue'; readonly queueName: string }
  /** The queue's engine does not speak it: it has sessions of these kinds, perhaps of none. */
  | {
      readonly kind: 'wrong_kind';
      readonly asked: string;
      readonly queueName: string;
      readonly engine: string;
      readonly kinds: readonly SessionKind[];
    }
  | { readonly kind: 'over_quota'; readonly over: OverQuota }
  | SessionKeyTaken
  | Extract<SessionCreated, { kind: 'name_taken' }>;

/** When to ask again where there are too many: nobody knows when one is closed, and this is no burden. */
const sessionRetryS = 30;

/** Writes the session as waiting for a place of its queue, and tells the runner. */
export async function createSession(
  ports: Pick<
    Ports,
    'sessions' | 'queues' | 'quotas' | 'sessionEngines' | 'sessionNews' | 'clock' | 'ids'
  >,
  order: SessionOrder,
): Promise<CreateSessionAnswer> {
  const queueName = (order.queueName ?? 'default').toLowerCase();
  const queue = await ports.queues.find(order.projectId, queueName);
  if (!queue) return { kind: 'no_queue', queueName };
  const kinds = ports.sessionEngines.get(queue.engine)?.kinds ?? [];
  const kind = sessionKinds.find((one) => one === (order.kind ?? kinds[0]));
  if (!kind || !kinds.includes(kind)) {
    const asked = order.kind ?? 'any';
    return { kind: 'wrong_kind', asked, queueName, engine: queue.engine, kinds };
  }

  const { sessions: limit } = await ports.quotas.limitsOf(order.projectId);
  const created = await ports.sessions.create(
    {
      id: ports.ids.newId(),
      createdAt: ports.clock.now(),
      revision: 1,
      state: { status: 'waiting' },
      isDeleted: false,
      request: {
        projectId: order.projectId,
        queueId: queue.id,
        queueName: queue.name,
        engine: queue.engine,
        kind,
        owner: order.owner,
        name: order.name ?? null,
        database: order.database ?? queue.defaultDatabase,
        conf: order.conf ?? '{}',
        key: order.key ?? null,
        waitTimeoutMs: order.waitTimeoutMs ?? null,
        idleTimeoutMs: order.idleTimeoutMs ?? null,
      },
    },
    { mostSessions: limit, isNameUnique: order.isNameUnique ?? false },
    wishedClientLease(ports.clock.now(), order.clientLeaseMs),
  );
  switch (created.kind) {
    case 'created':
      ports.sessionNews.publish(created.session);
      return { kind: 'accepted', session: created.session, isNew: true };
    case 'repeated':
      return { kind: 'accepted', session: created.session, isNew: false };
    case 'key_taken':
      return sessionKeyTaken(created.session);
    case 'name_taken':
      return created;
    case 'queue_gone':
      return { kind: 'no_queue', queueName };
    case 'too_many':
      return ports.quotas.refuse({
        quota: 'sessions',
        limit: limit ?? 0,
        used: created.live,
        retryAfterS: sessionRetryS,
      });
  }
}
