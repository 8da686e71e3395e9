import { cancellableKinds } from '../../core/job/job.ts';
import type { LiveFilter, LiveMatching } from '../../core/ports/job-store.ts';
import type { Database } from '../database.ts';
import { selectMatching, spanOf } from './list-conditions.ts';
import { textBytes } from './read-in-turns.ts';

/** Names the live jobs that match, and weighs those that wait. One statement sees them all at one moment. */
export async function liveMatching(
  { reader, contains }: Database,
  projectId: string,
  { beforeJob, sessionId, ...filter }: LiveFilter,
): Promise<LiveMatching> {
  let query = selectMatching(reader, { projectId, filter, contains }, spanOf(filter));
  if (beforeJob !== undefined) {
    query = query.where('jobs.seq', '<', (where) =>
      where.selectFrom('jobs as one').select('one.seq').where('one.id', '=', beforeJob),
    );
  }
  if (sessionId !== undefined) query = query.where('jobs.session_id', '=', sessionId);
  const rows = await query
    .select(['jobs.id', 'jobs.status', textBytes.as('bytes')])
    // Says the same once more, in the words of the index that holds these alone.
    .where('jobs.ended_at', 'is', null)
    .where('jobs.kind', 'in', cancellableKinds)
    .where('jobs.status', 'in', ['queued', 'launching', 'running', 'cancelling'])
    .orderBy('jobs.priority', 'desc')
    .orderBy('jobs.seq')
    .execute();
  const waiting = rows.filter(({ status }) => status === 'queued');
  const begun = rows.filter(({ status }) => status !== 'queued');
  return {
    waiting: waiting.map(({ id, bytes }) => ({ id, bytes })),
    begun: begun.map(({ id }) => id),
  };
}
