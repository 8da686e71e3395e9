import type { Kysely } from 'kysely';
import type {
  StatementFilter,
  StatementList,
  StatementPage,
} from '../../core/ports/session-store.ts';
import type { Tables } from '../tables.ts';
import { readPage } from './read-page.ts';

/** A page of a session's statements, and how many match on all pages. */
export async function listStatements(
  reader: Kysely<Tables>,
  sessionId: string,
  { jobId, number, script, statuses }: StatementFilter,
  { offset, limit, order, behind = null }: StatementPage,
): Promise<StatementList> {
  let matching = reader.selectFrom('jobs').where('jobs.session_id', '=', sessionId);
  if (jobId !== undefined) matching = matching.where('jobs.id', '=', jobId);
  if (number !== undefined) matching = matching.where('jobs.statement_number', '=', number);
  if (script !== undefined) matching = matching.where('jobs.script', '=', script);
  if (statuses) matching = matching.where('jobs.status', 'in', statuses);
  const { total } = await matching
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const isUpwards = order === 'number_asc';
  const rows = await matching
    .select(['jobs.seq', 'jobs.statement_number'])
    .$if(behind !== null, (list) =>
      list.where('jobs.statement_number', isUpwards ? '>' : '<', behind),
    )
    .orderBy('jobs.statement_number', isUpwards ? 'asc' : 'desc')
    .limit(limit + 1)
    .offset(offset)
    .execute();
  return { ...(await readPage(reader, rows, limit, (row) => row.statement_number)), total };
}
