import type { FastifyReply } from 'fastify';
import type { EndingWord } from '../../core/job/ending.ts';
import type { SessionEndingWord } from '../../core/session/session-ending.ts';
import type { Edition } from './editions.ts';

/**
 * A close or a cancel was carried out, or there was nothing left to do, which this API does not tell apart
 * (fabric-api.md 15, 1 and 8): the header says how it truly ended.
 */
export function done(
  reply: FastifyReply,
  { doneStatus }: Edition,
  ending: EndingWord | SessionEndingWord,
): FastifyReply {
  return reply.code(doneStatus).header('x-sluice-ending', ending).send();
}
