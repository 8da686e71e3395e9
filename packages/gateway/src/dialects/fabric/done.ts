import type { FastifyReply } from 'fastify';
import type { EndingWord } from '../../core/job/ending.ts';
import type { SessionEndingWord } from '../../core/session/session-ending.ts';
import type { Edition } from './editions.ts';

/** A close or a cancel was carried out, and seen to be. */
export function done(reply: FastifyReply, { doneStatus }: Edition): FastifyReply {
  return reply.code(doneStatus).send();
}

/**
 * There was nothing left to close or cancel, which this API does not tell apart (fabric-api.md 15, 1 and 8):
 * the header says how it truly ended.
 */
export function hadEnded(
  reply: FastifyReply,
  edition: Edition,
  ending: EndingWord | SessionEndingWord,
): FastifyReply {
  return done(reply.header('x-sluice-ending', ending), edition);
}
