import type { Ports } from '../ports/ports.ts';
import { cancelJob, type CancelVerdict } from './cancel-job.ts';
import { type CancelWish, toIntent } from './request-cancel.ts';

/** How long a cancel waits for its submit (I12). */
const tombstoneTtlMs = 24 * 60 * 60 * 1_000;

export type CancelByKeyVerdict =
  | CancelVerdict
  /** No submit with this key has come; one that comes until `expiresAt` is born cancelled. */
  | { readonly kind: 'entombed'; readonly expiresAt: number };

/** Cancels the job that the caller named itself, also before its submit arrives. */
export async function cancelByKey(
  ports: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  projectId: string,
  key: string,
  wish: CancelWish,
  timeoutMs: number,
): Promise<CancelByKeyVerdict> {
  const now = ports.clock.now();
  const { askedAt = now } = wish;
  const known = await ports.jobs.findByKey(projectId, key);
  if (known) return cancelJob(ports, projectId, known.id, { ...wish, askedAt }, timeoutMs);

  const expiresAt = now + tombstoneTtlMs;
  await ports.jobs.entomb({ projectId, key, intent: toIntent(wish, now), expiresAt });
  // The submit may have come since the look: before the tombstone, and then it is cancelled like any
  // other; or after it, and then it was born cancelled.
  const raced = await ports.jobs.findByKey(projectId, key);
  return raced
    ? cancelJob(ports, projectId, raced.id, { ...wish, askedAt: raced.submittedAt }, timeoutMs)
    : { kind: 'entombed', expiresAt };
}
