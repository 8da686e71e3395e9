import type { Kysely } from 'kysely';
import type { SessionFilter, SessionList, SessionPage } from '../../core/ports/session-store.ts';
import type { Tables } from '../tables.ts';
import { cutPage } from './cut-page.ts';
import { toSession } from './session-row.ts';

/** A page of a project's sessions, and how many match on all pages. */
export async function listSessions(
  reader: Kysely<Tables>,
  projectId: string,
  filter: SessionFilter,
  { offset, limit, order, behind = null }: SessionPage,
): Promise<SessionList> {
  const matching = selectMatching(reader, projectId, filter);
  const { total } = await matching
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const isUpwards = order === 'created_asc';
  const rows = await matching
    .selectAll()
    .$if(behind !== null, (page) => page.where('seq', isUpwards ? '>' : '<', behind))
    .orderBy('seq', isUpwards ? 'asc' : 'desc')
    .limit(limit + 1)
    .offset(offset)
    .execute();
  const { shown, next } = cutPage(rows, limit, ({ seq }) => seq);
  return { sessions: shown.map(toSession), total, next };
}

function selectMatching(reader: Kysely<Tables>, projectId: string, filter: SessionFilter) {
  let query = reader.selectFrom('sessions').where('project_id', '=', projectId);
  if (filter.sessionId !== undefined) query = query.where('id', '=', filter.sessionId);
  if (filter.queueName !== undefined) query = query.where('queue_name', '=', filter.queueName);
  if (filter.queueId !== undefined) query = query.where('queue_id', '=', filter.queueId);
  if (filter.statuses) query = query.where('status', 'in', filter.statuses);
  if (filter.createdAfter !== undefined) {
    query = query.where('created_at', '>=', filter.createdAfter);
  }
  if (filter.createdBefore !== undefined) {
    query = query.where('created_at', '<=', filter.createdBefore);
  }
  const { within } = filter;
  if (within) {
    query = query.where((where) =>
      where.or([
        ...(within.owner === null ? [] : [where('owner', '=', within.owner)]),
        where('queue_id', 'in', within.queueIds),
      ]),
    );
  }
  return query;
}
