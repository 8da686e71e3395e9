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

/** It reads the statements that have not ended, and no others. */
async function mostWaiting(database: Kysely<Tables>, projectId: string): Promise<number> {
  const sessions = await database
    .selectFrom('sessions')
    .select((where) =>
      where
        .selectFrom('jobs')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('jobs.session_id', '=', 'sessions.id')
        .where('jobs.ended_at', 'is', null)
        .where('jobs.status', '=', 'queued')
        .as('waiting'),
    )
    .where('project_id', '=', projectId)
    .where('ended_at', 'is', null)
    .execute();
  return Math.max(0, ...sessions.map(({ waiting }) => waiting ?? 0));
}
