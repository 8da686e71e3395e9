import type { CancelOrder } from '@sluice/protocol';
import type { FastifyRequest } from 'fastify';
import type { CancelWish } from '../../core/actions/request-cancel.ts';
import { wishOf } from '../wish-of.ts';

/** The wish of whoever sends this request, with the grace that he gives to batches. */
export function cancelWish(
  request: Pick<FastifyRequest, 'id' | 'principal' | 'arrivedAt'>,
  { grace_ms: graceMs }: Pick<CancelOrder, 'grace_ms'>,
): CancelWish {
  return { ...wishOf(request), ...(graceMs !== undefined && { graceMs }) };
}
