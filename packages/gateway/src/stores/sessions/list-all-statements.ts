import type { Kysely } from 'kysely';
import type {
  AllStatementsFilter,
  StatementList,
  StatementPage,
} from '../../core/ports/session-store.ts';
import type { Tables } from '../tables.ts';
import { readPage } from './read-page.ts';

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
  return { ...(await readPage(reader, rows, limit, ({ seq }) => seq)), total };
}
