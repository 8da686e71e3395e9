import type { Ports } from '../ports/ports.ts';
import { cancelJob, type CancelVerdict } from './cancel-job.ts';
import type { CancelWish } from './request-cancel.ts';

/** How long a cancel waits for its submit (I12). */
const tombstoneTtlMs = 24 * 60 * 60 * 1_000;

export type CancelByKeyVerdict =
  | CancelVerdict
  /** No submit with this key has come; one that comes within a day is born cancelled. */
  | { readonly kind: 'entombed' };

/** Cancels the job that the caller named itself, also before its submit arrives. */
export async function cancelByKey(
  ports: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  projectId: string,
  key: string,
  wish: CancelWish,
  timeoutMs: number,
): Promise<CancelByKeyVerdict> {
  const known = await ports.jobs.findByKey(projectId, key);
  if (known) return cancelJob(ports, projectId, known.id, wish, timeoutMs);

  const at = ports.clock.now();
  const tombstone = { projectId, key, intent: { ...wish, at }, expiresAt: at + tombstoneTtlMs };
  await ports.jobs.entomb(tombstone);
  // The submit may have come between the look and the tombstone; then it is an ordinary cancel.
  const raced = await ports.jobs.findByKey(projectId, key);
  return raced ? cancelJob(ports, projectId, raced.id, wish, timeoutMs) : { kind: 'entombed' };
}
