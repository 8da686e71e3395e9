import { existsSync, readdirSync, statSync } from 'node:fs';
import type { JobError } from '../../core/job/ending.ts';
import { isImported } from '../../core/job/is-imported.ts';
import type { Job } from '../../core/job/job.ts';
import { placeOf, type Export, type Import, type Transfer } from '../../core/job/transfer.ts';
import { topBucket } from '../../core/files/file-name.ts';
import { asidePath } from './finish-copy.ts';
import type { CopyTo } from './messages/run-order.ts';
import { outsideBucket, placeInBucket } from './place-in-bucket.ts';
import { orderOf, type PlannedRun } from './plan-run.ts';
import type { ProjectPlaces } from './project-places.ts';
import { exportSql, importSql, withoutPattern } from './sql/transfer-sql.ts';

/** Turns an import or export into what its host is told. */
export function planTransfer(
  job: Job,
  transfer: Transfer,
  places: ProjectPlaces,
  mac: string,
): PlannedRun {
  const path = pathInBucket(transfer);
  const place = placeInBucket(places.bucketDir, path);
  if (!place) return { kind: 'refused', error: outsideBucket(path) };
  return transfer.kind === 'import'
    ? planImport(job, transfer, { path, place }, places, mac)
    : planExport(job, transfer, place, places, mac);
}

/** How SQL calls it, from the bucket directory on. */
function pathInBucket(transfer: Transfer): string {
  const { bucket, key } = placeOf(transfer);
  return bucket === topBucket ? key : `${bucket}/${key}`;
}

/** The statement of a transfer as people read it. */
export function sqlOfTransfer(transfer: Transfer): string {
  const path = pathInBucket(transfer);
  return transfer.kind === 'import'
    ? importSql(transfer, [withoutPattern(path)])
    : exportSql(transfer, path);
}

function planImport(
  job: Job,
  transfer: Import,
  { path, place }: { readonly path: string; readonly place: string },
  places: ProjectPlaces,
  mac: string,
): PlannedRun {
  const isFolder = existsSync(place) && statSync(place).isDirectory();
  const paths = (isFolder ? filesIn(path, place) : [path]).map(withoutPattern);
  if (paths.length === 0) return { kind: 'refused', error: noFiles(path) };
  const order = orderOf(job, places, mac, {
    sql: importSql(transfer, paths),
    copyTo: null,
    exports: null,
    moves: { transfer, paths },
    verb: 'IMPORT',
  });
  return { kind: 'planned', order, growth: 'database' };
}

function filesIn(path: string, place: string): readonly string[] {
  return readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isImported(entry.name))
    .map(({ name }) => `${path}/${name}`)
    .toSorted();
}

function noFiles(path: string): JobError {
  return {
    code: 'semantic',
    message: `There is no file to import in obs://${path}. What begins with _ or . there, and folders in it, are passed over.`,
  };
}

function planExport(
  job: Job,
  transfer: Export,
  target: string,
  places: ProjectPlaces,
  mac: string,
): PlannedRun {
  const mode = transfer.replaces ? 'replace_folder' : 'new_folder';
  const copyTo: CopyTo = { asideDir: places.asideDir(job.id), target, mode };
  const { source } = transfer;
  const folder = asidePath(copyTo);
  const order = orderOf(job, places, mac, {
    sql: exportSql(transfer, folder),
    copyTo,
    moves: source.kind === 'table' ? { transfer, paths: [folder] } : null,
    exports:
      source.kind === 'result' ? { transfer, source, file: places.resultFile(source.jobId) } : null,
    verb: 'EXPORT',
  });
  return { kind: 'planned', order, growth: 'bucket' };
}
