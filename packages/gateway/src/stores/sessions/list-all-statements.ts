import type { Kysely } from 'kysely';
import type {
  AllStatementsFilter,
  StatementList,
  StatementPage,
} from '../../core/ports/session-store.ts';
import { readFirst } from '../jobs/read-in-turns.ts';
import type { Tables } from '../tables.ts';
import { cutPage } from './cut-page.ts';

/** A page of the statements of all sessions of a project, and how many match on all pages. */
export async function listAllStatements(
  reader: Kysely<Tables>,
  projectId: string,
  filter: AllStatementsFilter,
  { offset, limit, behind = null }: Omit<StatementPage, 'order'>,
): Promise<StatementList> {
  const { jobId, sessionId, queueName, queueId, statuses, within } = filter;
  const { submittedAfter, submittedBefore } = filter;
  let matching = reader
    .selectFrom('jobs')
    .where('jobs.project_id', '=', projectId)
    .where('jobs.session_id', 'is not', null);
  if (jobId !== undefined) matching = matching.where('jobs.id', '=', jobId);
  if (sessionId !== undefined) matching = matching.where('jobs.session_id', '=', sessionId);
  if (queueName !== undefined) matching = matching.where('jobs.queue_name', '=', queueName);
  if (queueId !== undefined) matching = matching.where('jobs.queue_id', '=', queueId);
  if (statuses) matching = matching.where('jobs.status', 'in', statuses);
  if (submittedAfter !== undefined) {
    matching = matching.where('jobs.submitted_at', '>', submittedAfter);
  }
  if (submittedBefore !== undefined) {
    matching = matching.where('jobs.submitted_at', '<', submittedBefore);
  }
  if (within) {
    const { owner, queueIds } = within;
    matching = matching.where((where) =>
      where.or([
        ...(owner === null ? [] : [where('jobs.owner', '=', owner)]),
        ...queueIds.map((id) => where('jobs.queue_id', '=', id)),
      ]),
    );
  }
  const { total } = await matching
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await matching
    .select('jobs.seq')
    .$if(behind !== null, (list) => list.where('jobs.seq', '<', behind))
    .orderBy('jobs.seq', 'desc')
    .limit(limit + 1)
    .offset(offset)
    .execute();
  const read = await readFirst(reader, rows.slice(0, limit));
  const [late] = read.late;
  // Behind the last that was read, whether or not there are more than this page was to have.
  const shown = late ? rows.findIndex(({ seq }) => seq === late.seq) : limit;
  const { next } = cutPage(rows, shown, ({ seq }) => seq);
  return { ...read, total, next };
}
