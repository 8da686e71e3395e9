import type { Transaction } from 'kysely';
import type { EndedJob, JobId } from '../../core/job/job.ts';
import type { Receipt, ReleaseCheck } from '../../core/job/receipt.ts';
import { prepared, preparedForMany } from '../prepared-query.ts';
import type { Tables } from '../tables.ts';
import { jobSeq } from './job-seq.ts';

/**
 * Writes receipts of jobs that have just ended, each with the check of its slot.
 * @throws when one of them still has its slot
 */
export async function writeReceipts(
  transaction: Transaction<Tables>,
  ended: readonly { readonly after: EndedJob; readonly receipt: Receipt }[],
): Promise<void> {
  const queueIds = new Set(ended.map(({ after }) => after.request.queueId));
  const slots = new Map<string, Slots>();
  for (const queueId of queueIds) slots.set(queueId, await readSlots(transaction, queueId));
  await insertReceipts(
    transaction,
    ended.map(({ after, receipt }) => {
      const checks = [...receipt.checks, checkSlot(after, slots.get(after.request.queueId))];
      return { job_id: after.id, receipt: JSON.stringify({ ...receipt, checks }) };
    }),
  );
}

const insertReceipts = preparedForMany((database, receipts: readonly ReceiptOfJob[]) =>
  database
    .insertInto('receipts')
    .values(
      receipts.map(({ job_id, receipt }) => ({ job_seq: jobSeq(database, job_id), receipt })),
    ),
);

interface ReceiptOfJob {
  readonly job_id: JobId;
  readonly receipt: string;
}

/** The slots of a queue, read after the moves and in their transaction. */
interface Slots {
  readonly all: number;
  readonly holders: ReadonlySet<JobId>;
}

async function readSlots(transaction: Transaction<Tables>, queueId: string): Promise<Slots> {
  const [queue] = (await selectSlots(transaction, { queueId })).rows;
  if (!queue) throw new Error(`the queue ${queueId} of a job is gone`);
  const { rows } = await selectHolders(transaction, { queueId });
  return { all: queue.slots, holders: new Set(rows.map(({ id }) => id)) };
}

const selectSlots = prepared((database, at: { queueId: string }) =>
  database.selectFrom('queues').select('slots').where('id', '=', at.queueId),
);

const selectHolders = prepared((database, at: { queueId: string }) =>
  database
    .selectFrom('jobs')
    .select('id')
    .where('queue_id', '=', at.queueId)
    .where('lease_token', 'is not', null),
);

function checkSlot({ id, request, state }: EndedJob, slots: Slots | undefined): ReleaseCheck {
  if (!slots) throw new Error(`the slots of the queue of job ${id} were not read`);
  const read = `${slots.holders.size} of ${slots.all} slots in use`;
  const isGone = !slots.holders.has(id);
  // I3: a job that would keep its slot does not end.
  if (!isGone) throw new Error(`job ${id} cannot end while it holds a slot: ${read}`);
  return { held: { kind: 'slot', queue: request.queueName }, isGone, read, at: state.endedAt };
}
