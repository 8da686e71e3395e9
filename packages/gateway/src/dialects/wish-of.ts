import type { FastifyRequest } from 'fastify';
import type { CancelWish } from '../core/actions/request-cancel.ts';

/** The wish of whoever sends this request. */
export function wishOf({
  id,
  principal,
  arrivedAt,
}: Pick<FastifyRequest, 'id' | 'principal' | 'arrivedAt'>): CancelWish {
  return { by: principal.userName, reason: 'user', requestId: id, askedAt: arrivedAt };
}
