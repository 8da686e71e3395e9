import type { FastifyRequest } from 'fastify';
import type { CancelWish } from '../core/actions/request-cancel.ts';

/** The wish of whoever sends this request. */
export function wishOf({ id, principal }: Pick<FastifyRequest, 'id' | 'principal'>): CancelWish {
  return { by: principal.userName, reason: 'user', requestId: id };
}
