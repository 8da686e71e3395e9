import { Bell } from '../../core/actions/bell.ts';
import { cancelMatching } from '../../core/actions/cancel-matching.ts';
import { requestClose } from '../../core/actions/close-session.ts';
import { isEnded, type Job } from '../../core/job/job.ts';
import type { Observed } from '../../core/job/transition.ts';
import { isForced } from '../../core/maintenance/restart-request.ts';
import type { LiveFilter } from '../../core/ports/job-store.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { hasEnded, type Session, type SessionId } from '../../core/session/session.ts';

export type RestartPorts = Pick<Ports, 'jobs' | 'news' | 'sessions' | 'sessionNews' | 'clock'>;

/**
 * Cancels every job and closes every session of the queue that came before the restart, and waits until
 * all have ended. The store claims none of the jobs meanwhile, nor any that came later.
 * @param closed aborts when this process gives it up; the next one begins again
 */
export async function carryOutRestart(
  ports: RestartPorts,
  restart: Job,
  closed: AbortSignal,
): Promise<Observed> {
  const { projectId, owner: by } = restart.request;
  // One that is not forced was accepted for an idle queue: what waits there goes on waiting.
  if (!isForced(restart.request)) return succeeded;
  const wish = { by, reason: 'queue_restarted', requestId: `restart-${restart.id}` } as const;
  const { news, sessionNews, clock } = ports;
  using bell = new Bell({ news, clock }, (job) => (isEndingOf(restart, job) ? job : null));
  using sessionBell = new Bell({ news: sessionNews, clock }, (session) =>
    isEndOf(restart, session) ? session : null,
  );
  while (!closed.aborted) {
    bell.rearm();
    sessionBell.rearm();
    // The jobs first: a statement is cancelled for the restart, and not for the close of its session.
    await cancelMatching(ports, projectId, before(restart), wish, 0);
    for (const sessionId of await liveSessionsBefore(ports, restart)) {
      await requestClose(ports, projectId, sessionId, wish);
    }
    const { jobs, sessions } = await countLiveBefore(ports, restart);
    if (jobs + sessions === 0) return succeeded;
    const woken = new AbortController();
    const left = AbortSignal.any([closed, woken.signal]);
    await Promise.race([bell.sleep(left), sessionBell.sleep(left)]);
    woken.abort(null);
  }
  throw new Error(`the restart ${restart.id} was given up`);
}

/** How much of what the restart has set out to end has not ended. */
export async function countLiveBefore(
  ports: Pick<Ports, 'jobs' | 'sessions'>,
  restart: Job,
): Promise<{ readonly jobs: number; readonly sessions: number }> {
  if (!isForced(restart.request)) return { jobs: 0, sessions: 0 };
  const { waiting, begun } = await ports.jobs.liveMatching(
    restart.request.projectId,
    before(restart),
  );
  const sessions = await liveSessionsBefore(ports, restart);
  return { jobs: waiting.length + begun.length, sessions: sessions.length };
}

function before({ id, request }: Job): LiveFilter {
  return { queueName: request.queueName, beforeJob: id };
}

/** As many as a project may have: they are few. */
const mostSessions = 100_000;

async function liveSessionsBefore(
  { sessions }: Pick<Ports, 'sessions'>,
  { request, submittedAt }: Job,
): Promise<readonly SessionId[]> {
  const { queueName, projectId } = request;
  const filter = {
    queueName,
    statuses: ['waiting', 'starting', 'open', 'closing'],
    createdBefore: submittedAt,
  } as const;
  const page = { offset: 0, limit: mostSessions, order: 'created_asc' } as const;
  const listed = await sessions.list(projectId, filter, page);
  return listed.sessions.map(({ id }) => id);
}

function isEndingOf({ request }: Job, job: Job): boolean {
  const { projectId, queueName } = job.request;
  return projectId === request.projectId && queueName === request.queueName && isEnded(job);
}

function isEndOf({ request }: Job, session: Session): boolean {
  const { projectId, queueName } = session.request;
  return projectId === request.projectId && queueName === request.queueName && hasEnded(session);
}

const succeeded: Observed = {
  kind: 'succeeded',
  result: { columns: [], rowCount: 0, affectedRows: null, rows: { at: 'none' } },
};
