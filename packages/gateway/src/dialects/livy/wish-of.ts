import type { FastifyRequest } from 'fastify';
import type { CancelWish } from '../../core/actions/request-cancel.ts';

/** The wish of the one who sends this request. */
export function wishOf({ id, principal }: FastifyRequest): CancelWish {
  return { by: principal.userName, reason: 'user', requestId: id };
}
