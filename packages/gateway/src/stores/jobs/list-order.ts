import { sql } from 'kysely';
import type { JobPage } from '../../core/ports/job-store.ts';

type Order = JobPage['order'];

/** Jobs of one time stand in order of arrival. */
export function orderOf(order: Order) {
  switch (order) {
    case 'submitted_asc':
      return sql`jobs.submitted_at, jobs.seq`;
    case 'submitted_desc':
      return sql`jobs.submitted_at desc, jobs.seq desc`;
    case 'duration_asc':
      return sql`jobs.duration_ms, jobs.seq`;
    case 'duration_desc':
      return sql`jobs.duration_ms desc, jobs.seq desc`;
  }
}

/** The same order in words that no index has: those that match are found first, and then sorted. */
export function sortedBy(order: Order) {
  if (!isByDuration(order)) return orderOf(order);
  // A job that has not ended has no duration yet and counts as the longest: its end is still open.
  return sql`jobs.duration_ms is null ${direction(order)}, jobs.duration_ms ${direction(order)}, jobs.seq ${direction(order)}`;
}

function direction(order: Order) {
  return sql.raw(order === 'duration_desc' ? 'desc' : 'asc');
}

export function isByDuration(order: Order): boolean {
  return order === 'duration_asc' || order === 'duration_desc';
}

export const opposite = {
  submitted_asc: 'submitted_desc',
  submitted_desc: 'submitted_asc',
  duration_asc: 'duration_desc',
  duration_desc: 'duration_asc',
} as const satisfies Record<Order, Order>;
