import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { Job } from '../../core/job/job.ts';
import { leftOrStopping } from '../client-left.ts';

export const PreferHeader = {
  prefer: Type.Optional(
    Type.String({
      description:
        '`wait=10` answers when the job has ended, or after 10 seconds, at most 60 (RFC 7240, 4.3).',
    }),
  ),
};

const mostS = 60;
/**
 * One preference of several with its parameters. What is in quotes has commas of its own, and goes on to the end where
 * they stay open: else a header would be read again and again from each quote in it.
 */
const preferences = /(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|[^,"])+/g;
const nameAndValue = /^\s*([^\s,;="]+)\s*(?:=\s*(?:"([^"]*)"|([^\s;"]*)))?/;

/**
 * The jobs as they are when all have ended, or when the time is up that the request prefers to wait (RFC 7240, 4.3);
 * the same where it prefers nothing. A preference that is not understood is none (RFC 7240, 2).
 */
export async function waitAsPreferred(
  request: FastifyRequest,
  reply: FastifyReply,
  actions: GuardedActions,
  jobs: readonly Job[],
): Promise<readonly Job[]> {
  const waitS = preferredWaitS(String(request.headers['prefer'] ?? ''));
  if (waitS === null) return jobs;
  reply.header('preference-applied', `wait=${waitS}`);
  // At once, as long as nobody has moved them: they need not be read then.
  const ending = actions.awaitEndings(jobs, waitS * 1_000, leftOrStopping(reply));
  const [ended] = await Promise.all([ending, request.settleAudit?.()]);
  return ended;
}

function preferredWaitS(prefer: string): number | null {
  // Of one that is given twice the first counts (RFC 7240, 2).
  const wait = (prefer.match(preferences) ?? [])
    .map((preference) => nameAndValue.exec(preference))
    .find((read) => read?.[1]?.toLowerCase() === 'wait');
  const value = wait?.[2] ?? wait?.[3] ?? '';
  return /^\d+$/.test(value) ? Math.min(Number(value), mostS) : null;
}
