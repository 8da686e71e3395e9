import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { ResultSummary } from '../../core/job/ending.ts';
import { intentOf, isEnded, type Job } from '../../core/job/job.ts';
import type { Step } from '../../core/ports/job-store.ts';
import { prepared } from '../prepared-query.ts';
import type { Tables } from '../tables.ts';
import { appendEvents } from './append-events.ts';
import { type IntentOfJob, toIntentOfJob, toIntentRow } from './intent-row.ts';
import { stateColumns } from './job-columns.ts';
import { countEnded } from './counts-by-day.ts';
import { endTags } from './job-tags.ts';
import { countInShare } from './queue-share.ts';
import { countNewResult } from './result-bytes.ts';

/**
 * Writes a move with its intent, result, counts and event, if the row still is as `before` says. Of
 * many that wait `cancelWaiting` writes it.
 * @param ledger what it holds from now on, as JSON; null: as before
 * @returns false, and nothing written, when somebody moved the job first
 */
export async function writeMove(
  transaction: Transaction<Tables>,
  { before, through, after, fence, released }: Step,
  at: number,
  ledger: string | null = null,
): Promise<boolean> {
  const update = { ...stateColumns(after), id: before.id, was: before.revision };
  const { numAffectedRows } = await updateJob(transaction, update, fence, ledger);
  if (numAffectedRows === 0n) return false;

  await writeIntent(transaction, after);
  const { state } = after;
  if (state.status === 'ended' && state.ending.how === 'succeeded') {
    await writeResult(transaction, after, state.ending.result, state.endedAt);
  }
  if (isEnded(after)) {
    await countEnded(transaction, [after]);
    await endTags(transaction, [after]);
  }
  const moved = through ? [through, after] : [after];
  const event = await appendEvents(transaction, moved, at, released);
  await countInShare(transaction, before, after, event);
  return true;
}

type Update = ReturnType<typeof stateColumns> & { readonly id: string; readonly was: number };

interface Fenced {
  readonly fence: number;
}
interface WithLedger {
  readonly ledger: string;
}

/** Each with a statement of its own, so that what does not change is not written. */
function updateJob(
  transaction: Transaction<Tables>,
  update: Update,
  fence: number | null,
  ledger: string | null,
) {
  if (ledger === null) {
    return fence === null
      ? updateAny(transaction, update)
      : updateOwn(transaction, { ...update, fence });
  }
  const withLedger = { ...update, ledger };
  return fence === null
    ? updateAnyWithLedger(transaction, withLedger)
    : updateOwnWithLedger(transaction, { ...withLedger, fence });
}

const updateAny = prepared((database, at: Update) => updateTo(database, at));
const updateAnyWithLedger = prepared((database, at: Update & WithLedger) => updateTo(database, at));
const updateOwn = prepared((database, { fence, ...at }: Update & Fenced) =>
  updateTo(database, at).where('lease_token', '=', fence),
);
const updateOwnWithLedger = prepared((database, { fence, ...at }: Update & WithLedger & Fenced) =>
  updateTo(database, at).where('lease_token', '=', fence),
);

function updateTo(database: Kysely<Tables>, { id, was, ...columns }: Update) {
  return database.updateTable('jobs').set(columns).where('id', '=', id).where('revision', '=', was);
}

async function writeIntent(transaction: Transaction<Tables>, job: Job): Promise<void> {
  const intent = intentOf(job);
  if (!intent) return;
  await insertIntent(transaction, toIntentOfJob(job.id, intent));
}

const insertIntent = prepared((database, intent: IntentOfJob) =>
  database
    .insertInto('cancel_intents')
    .values(toIntentRow(database, intent))
    // The first one stays; its grace only ever becomes less.
    .onConflict((conflict) =>
      conflict
        .column('job_seq')
        .doUpdateSet({ grace_ms: intent.grace_ms })
        .where(isLess(intent.grace_ms)),
    ),
);

function isLess(graceMs: number | null) {
  return sql<boolean>`${graceMs} < coalesce(cancel_intents.grace_ms, ${Number.MAX_SAFE_INTEGER})`;
}

async function writeResult(
  transaction: Transaction<Tables>,
  { id, request }: Job,
  { columns, rowCount, affectedRows, rows }: ResultSummary,
  endedAt: number,
): Promise<void> {
  await insertResult(transaction, {
    job_id: id,
    columns: JSON.stringify(columns),
    row_count: rowCount,
    affected_rows: affectedRows,
    rows_at: rows.at,
    inline_lines: rows.at === 'inline' ? JSON.stringify(rows.lines) : null,
    engine_bytes: rows.at === 'engine' ? rows.bytes : null,
    kept_since: rows.at === 'none' ? null : endedAt,
  });
  if (rows.at === 'none') return;
  await countNewResult(transaction, { projectId: request.projectId, jobId: id });
}

const insertResult = prepared((database, row: Selectable<Tables['results']>) =>
  database.insertInto('results').values(row),
);
