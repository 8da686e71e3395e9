import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { Job } from '../../core/job/job.ts';
import { clientLeft } from '../client-left.ts';

export const PreferHeader = {
  prefer: Type.Optional(
    Type.String({
      description:
        '`wait=10` answers when the job has ended, or after 10 seconds, at most 60 (RFC 7240, 4.3).',
    }),
  ),
};

const mostS = 60;
const aWait = /(?:^|,)\s*wait\s*=\s*"?(\d{1,9})"?\s*(?=$|[,;])/i;

/**
 * The jobs as they are when all have ended, or when the time is up that the request prefers to wait (RFC 7240, 4.3);
 * the same where it prefers nothing. A preference that is not understood is none (RFC 7240, 2).
 */
export async function waitAsPreferred(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  actions: GuardedActions,
  jobs: readonly Job[],
): Promise<readonly Job[]> {
  const waitS = preferredWaitS(headers['prefer']);
  if (waitS === null) return jobs;
  reply.header('preference-applied', `wait=${waitS}`);
  return actions.awaitEndings(jobs, waitS * 1_000, clientLeft(reply));
}

function preferredWaitS(prefer: string | string[] | undefined): number | null {
  const wait = aWait.exec(String(prefer ?? ''))?.[1];
  return wait === undefined ? null : Math.min(Number(wait), mostS);
}
