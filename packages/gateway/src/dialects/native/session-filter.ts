import type { SessionListQuery, StatementListQuery } from '@sluice/protocol';
import type {
  SessionFilter,
  SessionPage,
  StatementFilter,
  StatementPage,
} from '../../core/ports/session-store.ts';

/** What is asked for, in the words of the core. */
export function toSessionFilter(query: SessionListQuery): SessionFilter {
  return {
    ...(query.queue !== undefined && { queueName: query.queue.toLowerCase() }),
    ...(query.status !== undefined && { statuses: query.status }),
    ...(query.created_after !== undefined && { createdAfter: Date.parse(query.created_after) }),
    ...(query.created_before !== undefined && { createdBefore: Date.parse(query.created_before) }),
  };
}

export function toSessionPage({ offset = 0, limit = 50, order }: SessionListQuery): SessionPage {
  return { offset, limit, order: order ?? 'created_desc' };
}

export function toStatementFilter({ status }: StatementListQuery): StatementFilter {
  return status === undefined ? {} : { statuses: status };
}

export function toStatementPage({
  offset = 0,
  limit = 50,
  order,
}: StatementListQuery): StatementPage {
  return {
    offset,
    limit,
    order: order === 'submitted_desc' ? 'number_desc' : 'number_asc',
  };
}
