import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { JobError } from '../../core/job/ending.ts';
import type { Job } from '../../core/job/job.ts';
import type { Growth } from '../../core/quotas/growth.ts';
import type { CopyTo, RunOrder } from './host-messages.ts';
import type { ProjectPlaces } from './project-places.ts';
import { growthOf } from './sql/growth-of.ts';
import type { GuardedStatement } from './sql/guard-sql.ts';

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
  const { sql, parameters, database } = job.request;
  for (const path of guarded.paths) {
    if (!placeInBucket(places.bucketDir, path)) return { kind: 'refused', error: outside(path) };
  }
  let copyTo: CopyTo | null = null;
  if (guarded.copy?.direction === 'to') {
    const { path, start, end } = guarded.copy;
    const target = placeInBucket(places.bucketDir, path);
    if (!target) return { kind: 'refused', error: outside(path) };
    copyTo = { literalStart: start, literalEnd: end, asideDir: places.asideDir(job.id), target };
  }
  const order: PlannedOrder = {
    jobId: job.id,
    sql,
    parameters,
    database,
    isQuery: isQuery(job),
    writeNote: places.writeNote(job.id),
    mac,
    resultFile: places.resultFile(job.id),
    copyTo,
    sessionId: job.request.session?.id ?? null,
    step: guarded.step,
    verb: guarded.verb,
    definesType: guarded.verb === 'CREATE' && /\btype\b/i.test(sql),
  };
  return { kind: 'planned', order, growth: growthOf(guarded) };
}

/** By its text; it may turn out to write. */
export function isQuery({ request }: Job): boolean {
  return request.statementClass === 'query';
}

/** The absolute path, if it lies in the bucket directory and no link leads out of it. */
function placeInBucket(bucketDir: string, path: string): string | null {
  const bucket = resolve(bucketDir);
  const target = isAbsolute(path) ? resolve(path) : join(bucket, path);
  if (!target.startsWith(bucket + sep)) return null;
  let parent = dirname(target);
  while (!existsSync(parent)) parent = dirname(parent);
  const real = realpathSync(parent);
  const realBucket = existsSync(bucket) ? realpathSync(bucket) : bucket;
  return real === realBucket || real.startsWith(realBucket + sep) || !existsSync(bucket)
    ? target
    : null;
}

function outside(path: string): JobError {
  return {
    code: 'forbidden',
    message: `The path '${path}' is not in this project's bucket directory; SQL reaches no other.`,
  };
}
