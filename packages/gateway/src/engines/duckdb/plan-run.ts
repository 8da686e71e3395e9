import type { JobError } from '../../core/job/ending.ts';
import type { Job } from '../../core/job/job.ts';
import type { Growth } from '../../core/quotas/growth.ts';
import { asidePath } from './finish-copy.ts';
import type { CopyTo, RunOrder } from './messages/run-order.ts';
import { outsideBucket, placeInBucket } from './place-in-bucket.ts';
import type { ProjectPlaces } from './project-places.ts';
import { growthOf } from './sql/growth-of.ts';
import type { GuardedStatement } from './sql/guard-sql.ts';
import { quoteText } from './sql/quote-text.ts';

export type PlannedRun =
  | { readonly kind: 'planned'; readonly order: PlannedOrder; readonly growth: Growth }
  | { readonly kind: 'refused'; readonly error: JobError };

/** The room it has is measured when it starts. */
export type PlannedOrder = Omit<RunOrder, 'room'>;

/** Turns a job into what its host is told, once every path it names was found to be the project's. */
export function planRun(
  job: Job,
  guarded: GuardedStatement,
  places: ProjectPlaces,
  mac: string,
): PlannedRun {
  let { sql } = job.request;
  const outside = pathOutside(places, guarded);
  if (outside) return { kind: 'refused', error: outside };
  let copyTo: CopyTo | null = null;
  if (guarded.copy?.direction === 'to') {
    const { path, start, end } = guarded.copy;
    const target = placeInBucket(places.bucketDir, path);
    if (!target) return { kind: 'refused', error: outsideBucket(path) };
    copyTo = { asideDir: places.asideDir(job.id), target, mode: 'plain' };
    sql = sql.slice(0, start) + quoteText(asidePath(copyTo)) + sql.slice(end);
  }
  const { step, verb, creates } = guarded;
  const planned = { sql, copyTo, exports: null, moves: null, step, verb, creates };
  const order = orderOf(job, places, mac, planned);
  return { kind: 'planned', order, growth: growthOf(guarded) };
}

/** What a statement reads or writes may lie nowhere else than in the bucket directory of its project. */
export function pathOutside(
  { bucketDir }: ProjectPlaces,
  { paths, copy }: GuardedStatement,
): JobError | null {
  const all = copy?.direction === 'to' ? [...paths, copy.path] : paths;
  const outside = all.find((path) => !placeInBucket(bucketDir, path));
  return outside === undefined ? null : outsideBucket(outside);
}

type Planned = Pick<RunOrder, 'sql' | 'copyTo' | 'exports' | 'moves' | 'verb'> &
  Partial<Pick<RunOrder, 'step' | 'creates'>>;

/** What every job's host is told, and what was planned for this one. */
export function orderOf(
  job: Job,
  places: ProjectPlaces,
  mac: string,
  planned: Planned,
): PlannedOrder {
  const { parameters, database, session } = job.request;
  return {
    jobId: job.id,
    parameters,
    database,
    isQuery: isQuery(job),
    writeNote: places.writeNote(job.id),
    mac,
    resultFile: places.resultFile(job.id),
    sessionId: session?.id ?? null,
    step: 'statement',
    creates: null,
    ...planned,
  };
}

/** By its text; it may turn out to write. */
export function isQuery({ request }: Job): boolean {
  return request.statementClass === 'query';
}
