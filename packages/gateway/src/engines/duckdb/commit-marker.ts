import {
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import type { JobId } from '../../core/job/job.ts';
import type { Observed } from '../../core/job/transition.ts';
import { finishCopy } from './finish-copy.ts';
import type { CopyTo } from './messages/run-order.ts';
import type { ProjectHost } from './project-host.ts';

const answerMs = 10_000;

/** The key of the markers, from the gateway's own key; it tells nothing of that. */
export function deriveMarkerKey(keyMaterial: Buffer): KeyObject {
  const bytes = hkdfSync('sha256', keyMaterial, '', 'sluice commit markers', 32);
  // Made once: a key that is given as bytes is made anew for each marker, which takes longer than the marker.
  return createSecretKey(Buffer.from(bytes));
}

/** What a commit marker carries: without the key, nobody writes one that counts. */
export function markerMac(key: KeyObject, jobId: JobId): string {
  return createHmac('sha256', key).update(jobId).digest('hex');
}

/**
 * The ending of a job whose write was committed, as its marker in the database tells (I4). The file of
 * a COPY is put in its place, if that was still to do.
 * @returns null when there is no marker, or a forged one: nothing was committed
 */
export async function committedEnding(
  host: ProjectHost,
  key: KeyObject,
  jobId: JobId,
  copyTo: CopyTo | null,
): Promise<Observed | null> {
  const marker = await host.call({ op: 'marker', jobId }, answerMs);
  if (!marker || !isGenuineMac(key, jobId, marker.mac)) return null;
  const { affectedRows, returned } = marker;
  const result = { ...(returned ?? nothingReturned), affectedRows };
  return copyTo ? finishCopy(copyTo, result) : { kind: 'succeeded', result };
}

const nothingReturned = { columns: [], rowCount: 0, rows: { at: 'none' } } as const;

function isGenuineMac(key: KeyObject, jobId: JobId, mac: string): boolean {
  const given = Buffer.from(mac);
  const expected = Buffer.from(markerMac(key, jobId));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
