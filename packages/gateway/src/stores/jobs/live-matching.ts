import type { Kysely } from 'kysely';
import type { JobFilter, LiveMatching } from '../../core/ports/job-store.ts';
import type { Tables } from '../tables.ts';
import { selectMatching } from './list.ts';

/** Names the live jobs that match. One statement sees them all at one moment. */
export async function liveMatching(
  database: Kysely<Tables>,
  projectId: string,
  filter: JobFilter,
): Promise<LiveMatching> {
  const rows = await selectMatching(database, projectId, filter)
    .select(['jobs.id', 'jobs.status'])
    .where('jobs.status', 'in', ['queued', 'launching', 'running', 'cancelling'])
    .orderBy('jobs.priority', 'desc')
    .orderBy('jobs.seq')
    .execute();
  const idsOf = (isWaiting: boolean) =>
    rows.filter(({ status }) => (status === 'queued') === isWaiting).map(({ id }) => id);
  return { waiting: idsOf(true), begun: idsOf(false) };
}
