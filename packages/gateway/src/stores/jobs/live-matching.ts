import type { JobFilter, LiveMatching } from '../../core/ports/job-store.ts';
import type { Database } from '../database.ts';
import { selectMatching, spanOf } from './list-conditions.ts';

/** Names the live jobs that match. One statement sees them all at one moment. */
export async function liveMatching(
  { reader, contains }: Database,
  projectId: string,
  filter: JobFilter,
): Promise<LiveMatching> {
  const rows = await selectMatching(reader, { projectId, filter, contains }, spanOf(filter))
    .select(['jobs.id', 'jobs.status'])
    // Says the same once more, in the words of the index that holds these alone.
    .where('jobs.ended_at', 'is', null)
    .where('jobs.status', 'in', ['queued', 'launching', 'running', 'cancelling'])
    .orderBy('jobs.priority', 'desc')
    .orderBy('jobs.seq')
    .execute();
  const idsOf = (isWaiting: boolean) =>
    rows.filter(({ status }) => (status === 'queued') === isWaiting).map(({ id }) => id);
  return { waiting: idsOf(true), begun: idsOf(false) };
}
