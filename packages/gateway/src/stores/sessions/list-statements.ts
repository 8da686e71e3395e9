import type { Kysely } from 'kysely';
import type {
  StatementFilter,
  StatementList,
  StatementPage,
} from '../../core/ports/session-store.ts';
import { readFirst } from '../jobs/read-in-turns.ts';
import type { Tables } from '../tables.ts';
import { cutPage } from './cut-page.ts';

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
  const read = await readFirst(reader, rows.slice(0, limit));
  const [late] = read.late;
  // Behind the last that was read, whether or not there are more than this page was to have.
  const shown = late ? rows.findIndex(({ seq }) => seq === late.seq) : limit;
  const { next } = cutPage(rows, shown, (row) => row.statement_number);
  return { ...read, total, next };
}
