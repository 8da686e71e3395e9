import type { Transaction } from 'kysely';
import { neverBegan } from '../../core/job/receipt-of.ts';
import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import { type EndedJob, isEnded, type Job, type JobId } from '../../core/job/job.ts';
import type { Receipt } from '../../core/job/receipt.ts';
import { transition } from '../../core/job/transition.ts';
import type { CancelledWaiting, Step } from '../../core/ports/job-store.ts';
import { preparedForMany } from '../prepared-query.ts';
import { passTurnOn } from '../sessions/pass-turn-on.ts';
import type { Tables } from '../tables.ts';
import { appendEvents } from './append-events.ts';
import { type IntentOfJob, toIntentOfJob, toIntentRow } from './intent-row.ts';
import { stateColumns } from './job-columns.ts';
import { countEnded } from './counts-by-day.ts';
import { toWaitingJob } from './job-row.ts';
import { endTags } from './job-tags.ts';
import { countEndedWaiting } from './queue-share.ts';
import { writeReceipts } from './write-receipts.ts';

/** The order of one cancel of many. */
export interface CancelWaiting {
  readonly projectId: string;
  readonly jobIds: readonly JobId[];
  readonly intent: CancelIntent;
}

/**
 * Cancels those of these jobs that still wait. What one move writes with a statement each, this writes
 * with a statement for all: a statement costs more than the rows that it writes.
 * @param at when it is written; milliseconds since the epoch
 */
export async function cancelWaiting(
  transaction: Transaction<Tables>,
  { projectId, jobIds, intent }: CancelWaiting,
  at: number,
): Promise<CancelledWaiting> {
  const waiting = await readWaiting(transaction, projectId, jobIds);
  const moves = await writeMoves(
    transaction,
    waiting.flatMap((job) => decide(job, intent)),
  );
  if (moves.length === 0) return { cancelled: [], along: [] };

  const ended = moves.map(({ after }) => after);
  await writeIntents(transaction, ended, intent);
  await countEndedWaiting(
    transaction,
    moves.map(({ before }) => before),
  );
  await countEnded(transaction, ended);
  await endTags(transaction, ended);
  await appendEvents(transaction, ended, at);
  await writeReceipts(transaction, moves);
  return { cancelled: moves, along: await passTurnOn(transaction, ended, at) };
}

type Move = Step & { readonly after: EndedJob; readonly receipt: Receipt };

async function readWaiting(
  transaction: Transaction<Tables>,
  projectId: string,
  jobIds: readonly JobId[],
): Promise<readonly Job[]> {
  const rows = await selectWaiting(
    transaction,
    jobIds.map((id) => ({ id, projectId })),
  );
  // I3, I7: what waits holds nothing; something that did would never be found again.
  for (const { id, ledger } of rows) {
    if (ledger !== '[]') throw new Error(`job ${id} cannot end while it holds ${ledger}`);
  }
  // Their events are in the order in which they came.
  return rows.toSorted((one, other) => one.seq - other.seq).map(toWaitingJob);
}

const selectWaiting = preparedForMany((database, named: readonly [Named, ...Named[]]) =>
  database
    .selectFrom('jobs')
    .selectAll()
    .where(
      'id',
      'in',
      named.map(({ id }) => id),
    )
    .where('project_id', '=', named[0].projectId)
    .where('status', '=', 'queued'),
);

interface Named {
  readonly id: JobId;
  readonly projectId: string;
}

/** No move where the job may not be cancelled. */
function decide(before: Job, intent: CancelIntent): readonly Move[] {
  const move = transition(before, { kind: 'cancel_wanted', intent }, intent.at);
  if (move.kind !== 'moved') return [];
  const { job: after } = move;
  if (!isEnded(after)) throw new Error(`job ${before.id} waited and its cancel did not end it`);
  return [{ before, after, fence: null, receipt: neverBegan(before.id, intent) }];
}

/** I5: a job that was claimed meanwhile is left out, and nothing of it is written. */
async function writeMoves(
  transaction: Transaction<Tables>,
  moves: readonly Move[],
): Promise<readonly Move[]> {
  const [first] = moves;
  if (!first) return [];
  const columns = columnsOf(first.after);
  const rows = moves.map(({ before, after }) => {
    if (!isAlike(columnsOf(after), columns)) {
      throw new Error('jobs that waited ended in different ways by one cancel');
    }
    return { id: before.id, ...columns };
  });
  const written = new Set((await updateWaiting(transaction, rows)).map(({ id }) => id));
  return moves.filter(({ before }) => written.has(before.id));
}

type Ended = ReturnType<typeof columnsOf>;

/** What all of them have alike: everything but the revision, which grows by one. */
function columnsOf(job: EndedJob) {
  const { revision: _, ...columns } = stateColumns(job);
  return columns;
}

function isAlike(one: Ended, other: Ended): boolean {
  return (Object.keys(other) as (keyof Ended)[]).every((column) => one[column] === other[column]);
}

const updateWaiting = preparedForMany((database, rows: readonly [EndedRow, ...EndedRow[]]) => {
  const [{ id: _, ...columns }] = rows;
  return (
    database
      .updateTable('jobs')
      .set((job) => ({ ...columns, revision: job('revision', '+', 1) }))
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      // As good as its revision: nothing leads back to `queued`, so one that waits has not moved.
      .where('status', '=', 'queued')
      .returning('id')
  );
});

type EndedRow = Ended & { readonly id: JobId };

async function writeIntents(
  transaction: Transaction<Tables>,
  ended: readonly EndedJob[],
  intent: CancelIntent,
): Promise<void> {
  await insertIntents(
    transaction,
    ended.map(({ id }) => toIntentOfJob(id, intent)),
  );
}

const insertIntents = preparedForMany((database, intents: readonly IntentOfJob[]) =>
  database
    .insertInto('cancel_intents')
    .values(intents.map((intent) => toIntentRow(database, intent))),
);
