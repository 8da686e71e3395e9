import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { evict } from '../core/job/kill-policy.ts';
import { defaultProgramRules, type ProgramRules } from '../core/job/program-rules.ts';
import { noNotes, type QueueNotes } from '../core/ports/queue-notes.ts';
import {
  mostSlots,
  type Queue,
  type QueueChange,
  type QueueDeleted,
  type QueueScaled,
  type QueueStore,
} from '../core/ports/queue-store.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared-query.ts';
import type { Tables } from './tables.ts';

export function createQueueStore(database: Database): QueueStore {
  return {
    create: (queue) => database.write((transaction) => create(transaction, queue)),
    find: async (projectId, name) => {
      const [row] = (await selectQueue(database.reader, { projectId, name })).rows;
      return row ? toQueue(row) : null;
    },
    update: (queueId, change) =>
      database.write((transaction) => update(transaction, queueId, change)),
    scale: (queueId, bySlots) =>
      database.write((transaction) => scale(transaction, queueId, bySlots)),
    delete: (queueId, at) => database.write((transaction) => deleteQueue(transaction, queueId, at)),
    list: async (projectId) => {
      const rows = await visibleTo(database.reader, projectId).orderBy('name').execute();
      return rows.map(toQueue);
    },
    restarting: async (projectId) => {
      const rows = await database.reader
        .selectFrom('queue_shares')
        .select('queue_id')
        .where('project_id', '=', projectId)
        .where('held_by', 'is not', null)
        .execute();
      return new Set(rows.map(({ queue_id }) => queue_id));
    },
  };
}

async function create(
  transaction: Transaction<Tables>,
  queue: Queue,
): Promise<'created' | 'exists'> {
  const { projectId } = queue;
  let sameName = transaction
    .selectFrom('queues')
    .select('id')
    .where('name', '=', queue.name)
    .where('deleted_at', 'is', null);
  // A shared name is everybody's: it clashes with each project's own, and each of them with it.
  if (projectId !== null) {
    sameName = sameName.where((where) =>
      where.or([where('project_id', '=', projectId), where('project_id', 'is', null)]),
    );
  }
  if (await sameName.executeTakeFirst()) return 'exists';

  await transaction
    .insertInto('queues')
    .values({
      id: queue.id,
      project_id: projectId,
      name: queue.name,
      engine: queue.engine,
      ...conditionColumns(queue),
      created_at: queue.createdAt,
      created_by: queue.createdBy,
    })
    .execute();
  return 'created';
}

/** What others set meanwhile stays: it is read and written in one transaction. */
async function update(
  transaction: Transaction<Tables>,
  queueId: string,
  change: QueueChange,
): Promise<Queue | null> {
  const before = await read(transaction, queueId);
  if (!before) return null;
  const programRules = { ...before.programRules, ...change.programRules };
  const notes = { ...before.notes, ...change.notes };
  const queue: Queue = { ...before, ...change, programRules, notes };
  await transaction
    .updateTable('queues')
    .set(conditionColumns(queue))
    .where('id', '=', queueId)
    .execute();
  return queue;
}

async function scale(
  transaction: Transaction<Tables>,
  queueId: string,
  bySlots: number,
): Promise<QueueScaled> {
  const before = await read(transaction, queueId);
  if (!before) return { kind: 'unknown' };
  const slots = before.slots + bySlots;
  if (slots < 1) return { kind: 'too_few', slots: before.slots };
  if (slots > mostSlots && bySlots > 0) return { kind: 'too_many', slots: before.slots };
  await transaction.updateTable('queues').set({ slots }).where('id', '=', queueId).execute();
  return { kind: 'scaled', queue: { ...before, slots } };
}

async function read(transaction: Transaction<Tables>, queueId: string): Promise<Queue | null> {
  const row = await transaction
    .selectFrom('queues')
    .selectAll()
    .where('id', '=', queueId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row ? toQueue(row) : null;
}

async function deleteQueue(
  transaction: Transaction<Tables>,
  queueId: string,
  at: number,
): Promise<QueueDeleted> {
  const { jobs } = await transaction
    .selectFrom('queue_shares')
    .select(sql<number>`coalesce(sum(waiting + live), 0)`.as('jobs'))
    .where('queue_id', '=', queueId)
    .executeTakeFirstOrThrow();
  const { sessions } = await transaction
    .selectFrom('sessions')
    .select(({ fn }) => fn.countAll<number>().as('sessions'))
    .where('queue_id', '=', queueId)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (jobs > 0 || sessions > 0) return { kind: 'in_use', jobs, sessions };
  const { numUpdatedRows } = await transaction
    .updateTable('queues')
    .set({ deleted_at: at })
    .where('id', '=', queueId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return { kind: 'unknown' };
  await transaction.deleteFrom('queue_grants').where('queue_id', '=', queueId).execute();
  return { kind: 'deleted' };
}

/** What can be changed of a queue. */
function conditionColumns(queue: Queue) {
  return {
    slots: queue.slots,
    session_places: queue.sessionPlaces,
    kill_policy: queue.killPolicy.kind,
    evict_max_ms: queue.killPolicy.kind === 'wait' ? queue.killPolicy.evictMaxMs : null,
    program_rules: JSON.stringify(queue.programRules),
    default_database: queue.defaultDatabase,
    queued_timeout_ms: queue.queuedTimeoutMs,
    run_timeout_ms: queue.runTimeoutMs,
    notes: JSON.stringify(queue.notes),
  };
}

const selectQueue = prepared((database, at: { projectId: string; name: string }) =>
  visibleTo(database, at.projectId).where('name', '=', at.name),
);

function visibleTo(database: Kysely<Tables>, projectId: string) {
  return database
    .selectFrom('queues')
    .selectAll()
    .where('deleted_at', 'is', null)
    .where((where) =>
      where.or([where('project_id', '=', projectId), where('project_id', 'is', null)]),
    );
}

function toQueue(row: Selectable<Tables['queues']>): Queue {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    engine: row.engine,
    slots: row.slots,
    sessionPlaces: row.session_places,
    killPolicy:
      row.kill_policy === 'wait' ? { kind: 'wait', evictMaxMs: row.evict_max_ms ?? 0 } : evict,
    // A rule that is younger than the queue is as with a new one.
    programRules: {
      ...defaultProgramRules,
      ...(JSON.parse(row.program_rules ?? '{}') as Partial<ProgramRules>),
    },
    defaultDatabase: row.default_database,
    queuedTimeoutMs: row.queued_timeout_ms,
    runTimeoutMs: row.run_timeout_ms,
    createdAt: row.created_at,
    createdBy: row.created_by,
    notes: { ...noNotes, ...(JSON.parse(row.notes ?? '{}') as Partial<QueueNotes>) },
  };
}
