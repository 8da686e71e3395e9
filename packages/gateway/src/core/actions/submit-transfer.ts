import type { ResultSummary } from '../job/ending.ts';
import { isEnded, type Job, type JobId } from '../job/job.ts';
import {
  type Export,
  type ExportSource,
  type Import,
  type TableRef,
  tableOf,
  type Transfer,
} from '../job/transfer.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { Ports } from '../ports/ports.ts';
import { findFullStorage } from '../quotas/find-full-storage.ts';
import { type JobOrder, queuedJob } from './queued-job.ts';
import { type PlaceRefusal, refusalOfPlace } from './refusal-of-place.ts';
import { type WriteAnswer, writeQueuedJob } from './write-queued-job.ts';

/** What a caller asks to import or export. */
export interface TransferOrder extends JobOrder {
  readonly transfer: Import | AskedExport;
}

export type AskedExport = Omit<Export, 'source'> & {
  readonly source:
    | Extract<ExportSource, { kind: 'table' }>
    | {
        readonly kind: 'result';
        readonly jobId: JobId;
        /** Null: all rows. */
        readonly mostRows: number | null;
      };
};

export type TransferAnswer =
  | WriteAnswer
  | { readonly kind: 'no_queue'; readonly queueName: string }
  | PlaceRefusal
  | ({ readonly kind: 'unknown_table' } & TableRef)
  /** An import into a view, which has no rows of its own. */
  | ({ readonly kind: 'not_a_table' } & TableRef)
  /** The table is being imported into; null: by a job that the caller may not know of (I10). */
  | { readonly kind: 'importing'; readonly jobId: JobId | null }
  | ResultRefusal;

type ResultRefusal =
  | { readonly kind: 'unknown_job'; readonly jobId: JobId }
  | { readonly kind: 'not_a_query'; readonly job: Job }
  /** Not there yet, or never: the job says which. */
  | { readonly kind: 'no_result'; readonly job: Job }
  | { readonly kind: 'result_expired'; readonly job: Job };

/** Looks at the place and the source, writes the job as queued, and tells the runner. */
export async function submitTransfer(
  ports: Pick<
    Ports,
    'jobs' | 'queues' | 'quotas' | 'engines' | 'buckets' | 'news' | 'clock' | 'ids'
  >,
  order: TransferOrder,
): Promise<TransferAnswer> {
  const { projectId } = order;
  const queueName = (order.queueName ?? 'default').toLowerCase();
  const queue = await ports.queues.find(projectId, queueName);
  const engine = queue && ports.engines.get(queue.engine);
  if (!queue || !engine) return { kind: 'no_queue', queueName };

  const resolved = await resolve(ports, projectId, order.transfer);
  if (resolved.kind !== 'resolved') return resolved;
  const { transfer } = resolved;
  // What was there when the key came first may be gone, or be there by its own job (I12).
  const isRepeated = await hasJob(ports.jobs, order);
  const refused = isRepeated ? null : await refusalOf(ports, engine.catalog, projectId, transfer);
  if (refused) return refused;

  const job = queuedJob(ports, queue, order, {
    kind: 'sql',
    engine: queue.engine,
    sql: engine.textOf(transfer),
    parameters: [],
    statementClass: transfer.kind,
    database: resolved.database,
    program: null,
    transfer,
  });
  const growth = transfer.kind === 'import' ? 'database' : 'bucket';
  const full = await findFullStorage(ports.quotas, engine, projectId, growth);
  const limits = await ports.quotas.limitsOf(projectId);
  return writeQueuedJob(ports, job, limits, full, order.clientLeaseMs);
}

async function hasJob(
  jobs: Pick<Ports['jobs'], 'findByKey'>,
  { projectId, key }: JobOrder,
): Promise<boolean> {
  return key !== undefined && (await jobs.findByKey(projectId, key)) !== null;
}

async function refusalOf(
  ports: Pick<Ports, 'jobs' | 'buckets'>,
  catalog: Catalog,
  projectId: string,
  transfer: Transfer,
): Promise<TransferAnswer | null> {
  return (
    (await refusalOfPlace(ports.buckets, projectId, transfer)) ??
    (await refusalOfTable(catalog, projectId, transfer)) ??
    (await otherImport(ports, projectId, transfer))
  );
}

type Resolved =
  | { readonly kind: 'resolved'; readonly transfer: Transfer; readonly database: string }
  | ResultRefusal;

async function resolve(
  { jobs }: Pick<Ports, 'jobs'>,
  projectId: string,
  transfer: TransferOrder['transfer'],
): Promise<Resolved> {
  if (transfer.kind === 'import') {
    return { kind: 'resolved', transfer, database: transfer.into.database };
  }
  const { source } = transfer;
  if (source.kind === 'table') {
    return { kind: 'resolved', transfer: { ...transfer, source }, database: source.database };
  }
  const { jobId } = source;
  const job = await jobs.find(projectId, jobId);
  if (!job || job.request.kind === 'batch') return { kind: 'unknown_job', jobId };
  if (job.request.statementClass !== 'query') return { kind: 'not_a_query', job };
  if (!isEnded(job) || job.state.ending.how !== 'succeeded') return { kind: 'no_result', job };
  const { result } = job.state.ending;
  // EXECUTE passes for a query, and may have written.
  if (result.columns.length === 0) return { kind: 'not_a_query', job };
  if (result.rows.at === 'expired') return { kind: 'result_expired', job };
  const kept = keptRows(jobId, result, source.mostRows ?? Infinity);
  return {
    kind: 'resolved',
    transfer: { ...transfer, source: kept },
    database: job.request.database,
  };
}

/** Few rows go with the job, which then needs its source no more. */
function keptRows(
  jobId: JobId,
  { columns, rowCount, rows }: ResultSummary,
  mostRows: number,
): ExportSource {
  const lines = rows.at === 'inline' ? rows.lines.slice(0, mostRows) : null;
  return {
    kind: 'result',
    jobId,
    columns,
    rowCount: Math.min(rowCount, mostRows),
    lines,
  };
}

/** An engine that cannot be asked now says it when the job runs. */
async function refusalOfTable(
  catalog: Catalog,
  projectId: string,
  transfer: Transfer,
): Promise<TransferAnswer | null> {
  const table = tableOf(transfer);
  if (!table) return null;
  const answer = await catalog.table(projectId, table);
  if (answer.kind === 'refused') return null;
  const ref = { database: table.database, table: table.table };
  if (answer.found === null) return { kind: 'unknown_table', ...ref };
  const isInto = transfer.kind === 'import' && answer.found.kind === 'view';
  return isInto ? { kind: 'not_a_table', ...ref } : null;
}

/** One import into a table at a time (dli-api.md 3.1.10). */
async function otherImport(
  { jobs }: Pick<Ports, 'jobs'>,
  projectId: string,
  transfer: Transfer,
): Promise<TransferAnswer | null> {
  const table = tableOf(transfer);
  if (transfer.kind !== 'import' || !table) return null;
  const live = await jobs.list(
    projectId,
    {
      table: table.table,
      database: table.database,
      statementClasses: ['import'],
      statuses: ['queued', 'launching', 'running', 'cancelling'],
    },
    { offset: 0, limit: 1, order: 'submitted_asc' },
  );
  const [job] = live.jobs;
  return job ? { kind: 'importing', jobId: job.id } : null;
}
