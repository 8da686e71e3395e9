import type { Kysely } from 'kysely';
import type { UseOfRows } from '../../core/ports/quota-store.ts';
import type { Tables } from '../tables.ts';

/** What the sessions of a project use that have not ended. */
export async function useOfSessions(
  database: Kysely<Tables>,
  projectId: string,
): Promise<Pick<UseOfRows, 'sessions' | 'queuedStatements' | 'sessionStatements'>> {
  const { sessions, most } = await database
    .selectFrom('sessions')
    .select(({ fn }) => [
      fn.countAll<number>().as('sessions'),
      fn.max<number | null>('next_statement').as('most'),
    ])
    .where('project_id', '=', projectId)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  const queuedStatements = sessions === 0 ? 0 : await mostWaiting(database, projectId);
  return { sessions, queuedStatements, sessionStatements: most ?? 0 };
}

/** How many sessions of the project have not ended. */
export async function countLiveSessions(
  database: Kysely<Tables>,
  projectId: string,
): Promise<number> {
  const { live } = await database
    .selectFrom('sessions')
    .select(({ fn }) => fn.countAll<number>().as('live'))
    .where('project_id', '=', projectId)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  return live;
}

/** Counted by the index alone, however many wait: of a session's statements at most one has begun. */
async function mostWaiting(database: Kysely<Tables>, projectId: string): Promise<number> {
  const counts = await database
    .selectFrom('sessions')
    .innerJoin('jobs', 'jobs.session_id', 'sessions.id')
    .select(({ fn }) => ['sessions.id', fn.countAll<number>().as('live')])
    .where('sessions.project_id', '=', projectId)
    .where('sessions.ended_at', 'is', null)
    .where('jobs.ended_at', 'is', null)
    .groupBy('sessions.id')
    .execute();
  const begun = await database
    .selectFrom('jobs')
    .select('session_id')
    .where('project_id', '=', projectId)
    .where('lease_token', 'is not', null)
    .where('session_id', 'is not', null)
    .execute();
  const busy = new Set(begun.map(({ session_id: id }) => id));
  return Math.max(0, ...counts.map(({ id, live }) => live - Number(busy.has(id))));
}
