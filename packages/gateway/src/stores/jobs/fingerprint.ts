import { createHash } from 'node:crypto';
import type { JobRequest } from '../../core/job/job.ts';

/**
 * Tells whether two submits with one key ask for the same (I12). It takes in all that a caller can
 * choose, and nothing that only the server knows, such as the id behind a queue's name.
 */
export function fingerprintOf(request: JobRequest): string {
  const chosen = [
    request.kind,
    request.queueName,
    request.sql,
    request.database,
    request.owner,
    request.tags.map(({ key, value }) => [key, value]),
    request.conf,
    request.priority,
    request.queuedTimeoutMs,
    request.runTimeoutMs,
    // Last, so that the fingerprints of all other jobs are what they were.
    ...(request.program ? [request.program] : []),
    ...(request.parameters.length > 0 ? [request.parameters] : []),
    ...(request.session ? [request.session.id] : []),
    ...(request.transfer ? [request.transfer] : []),
  ];
  return createHash('sha256').update(JSON.stringify(chosen)).digest('hex');
}
