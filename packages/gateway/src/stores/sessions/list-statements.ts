import type { Kysely } from 'kysely';
import type { JobList } from '../../core/ports/job-store.ts';
import type { StatementFilter, StatementPage } from '../../core/ports/session-store.ts';
import { selectJobs, toJob } from '../jobs/job-row.ts';
import type { Tables } from '../tables.ts';

/** A page of a session's statements, and how many match on all pages. */
export async function listStatements(
  reader: Kysely<Tables>,
  sessionId: string,
  { jobId, number, script, statuses }: StatementFilter,
  { offset, limit, order }: StatementPage,
): Promise<JobList> {
  let matching = reader.selectFrom('jobs').where('jobs.session_id', '=', sessionId);
  if (jobId !== undefined) matching = matching.where('jobs.id', '=', jobId);
  if (number !== undefined) matching = matching.where('jobs.statement_number', '=', number);
  if (script !== undefined) matching = matching.where('jobs.script', '=', script);
  if (statuses) matching = matching.where('jobs.status', 'in', statuses);
  const { total } = await matching
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const page = matching
    .select('jobs.seq')
    .orderBy('jobs.statement_number', order === 'number_asc' ? 'asc' : 'desc')
    .limit(limit)
    .offset(offset);
  const rows = await selectJobs(reader)
    .where('jobs.seq', 'in', page)
    .orderBy('jobs.statement_number', order === 'number_asc' ? 'asc' : 'desc')
    .execute();
  return { jobs: rows.map(toJob), total };
}
