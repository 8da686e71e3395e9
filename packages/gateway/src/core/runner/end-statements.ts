import { Bell } from '../actions/bell.ts';
import { requestCancel } from '../actions/request-cancel.ts';
import type { CancelIntent } from '../job/cancel-intent.ts';
import type { EndingWord } from '../job/ending.ts';
import { isEnded, type Job, type JobId } from '../job/job.ts';
import type { Ports } from '../ports/ports.ts';
import type { Session, SessionId } from '../session/session.ts';

/** Few enough that nobody waits long for the transaction. */
const sliceSize = 100;

/** How the statements of a session ended, and what others went through by that. */
export interface EndedStatements {
  readonly endings: Readonly<Partial<Record<EndingWord, number>>>;
  readonly collateral: readonly string[];
}

/**
 * Ends every statement of a session, each with its own ending: those that wait first, the last one
 * first, so that none of them gets its turn meanwhile (I8).
 * @param wished reads the wish to close it; null where its context is gone, and what ran in it ends by itself
 * @param seen every one that had not ended is added to it
 * @returns how all of `seen` ended
 */
export async function endStatements(
  ports: Pick<Ports, 'sessions' | 'jobs' | 'news' | 'clock'>,
  { id, request }: Session,
  wished: () => Promise<CancelIntent | null>,
  seen: Set<JobId>,
  stopped: AbortSignal,
): Promise<EndedStatements> {
  const { projectId } = request;
  using bell = new Bell(ports, (job: Job) =>
    job.request.session?.id === id && isEnded(job) ? job : null,
  );
  const begunOnes = new Set<JobId>();
  for (;;) {
    const live = await ports.sessions.liveStatements(id);
    for (const job of live) seen.add(job.id);
    if (live.length === 0) {
      const endings = await endingsOf(ports, projectId, [...seen]);
      return { endings, collateral: await collateralOf(ports, id, begunOnes) };
    }
    const intent = await wished();
    const { by, requestId } = intent ?? { by: 'sluice', requestId: `session-${id}` };
    const wish = { by, requestId, reason: 'session_closed' } as const;
    if (stopped.aborted) throw new Error('the runner has given its sessions up');

    const waiting = live.filter(({ state }) => state.status === 'queued').toReversed();
    for (let at = 0; at < waiting.length; at += sliceSize) {
      const ids = waiting.slice(at, at + sliceSize).map((job) => job.id);
      const { cancelled, along } = await ports.jobs.cancelWaiting(projectId, ids, {
        ...wish,
        at: ports.clock.now(),
      });
      for (const { after } of [...cancelled, ...along]) ports.news.publish(after);
    }
    const begun = live.filter(({ state }) => state.status !== 'queued');
    for (const job of begun) begunOnes.add(job.id);
    if (intent) {
      await Promise.all(begun.map((job) => requestCancel(ports, projectId, job.id, wish)));
    }
    // What waited has ended; only for what had begun there is something to wait for.
    if (begun.length > 0) await bell.sleep(stopped);
    bell.rearm();
  }
}

async function endingsOf(
  ports: Pick<Ports, 'jobs'>,
  projectId: string,
  ids: readonly JobId[],
): Promise<EndedStatements['endings']> {
  const counts: Partial<Record<EndingWord, number>> = {};
  for (let at = 0; at < ids.length; at += sliceSize) {
    for (const job of await ports.jobs.findMany(projectId, ids.slice(at, at + sliceSize))) {
      if (!isEnded(job)) continue;
      const { how } = job.state.ending;
      counts[how] = (counts[how] ?? 0) + 1;
    }
  }
  return counts;
}

/** What their last rung cost others than their own session. */
async function collateralOf(
  ports: Pick<Ports, 'jobs'>,
  sessionId: SessionId,
  begun: ReadonlySet<JobId>,
): Promise<readonly string[]> {
  const receipts = await Promise.all([...begun].map((id) => ports.jobs.receiptOf(id)));
  const all = receipts.flatMap((receipt) => receipt?.collateral ?? []);
  return all.filter((loss) => !loss.startsWith(`session ${sessionId} `));
}
