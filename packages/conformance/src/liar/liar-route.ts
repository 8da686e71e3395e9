import { cancelWork, closeSession, type LiarAnswer } from './liar-cancel.ts';
import type { LiarLane, LiarSession, LiarWork } from './liar-work.ts';
import type { LiarWorld } from './liar-world.ts';

export interface LiarRequest {
  /** What stands in the groups of the path. */
  readonly params: readonly string[];
  readonly body: Record<string, unknown>;
  readonly query: URLSearchParams;
  readonly project: string;
  readonly isReplica: boolean;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly handle: (world: LiarWorld, request: LiarRequest) => Reply | Promise<Reply>;
}

/** The session, for whoever may see it; a call that names it is a sign of life. */
export function findSession(
  world: LiarWorld,
  id: string | undefined,
  project: string,
): LiarSession | null {
  const session = world.sessions.get(id ?? '');
  const isSeen = session && (session.project === project || world.lies.has(9));
  if (!isSeen) return null;
  session.calledAt = performance.now();
  if (++session.looks > 20 && session.opensAt === Infinity) world.closedWhileStarting = 0;
  return session;
}

/** Somebody looks at work; what he sees is counted, since some lies depend on it. */
export function look(lane: LiarLane, id: string | undefined): LiarWork | null {
  const work = lane.works.get(id ?? '');
  if (!work || work.isDeleted) return null;
  work.reads.any += 1;
  if (work.status === 'running') work.reads.running += 1;
  if (work.status === 'cancelled') work.reads.ended += 1;
  return work;
}

/** The jobs or batches in which a caller finds work. Lie 9: those of another project too. */
export function laneOf(
  world: LiarWorld,
  takes: 'jobs' | 'batches',
  project: string,
  id: string | undefined,
): LiarLane {
  const of = (each: string) => (takes === 'jobs' ? world.jobsOf(each) : world.batchesOf(each));
  const theirs = of(project === 'p1' ? 'p2' : 'p1');
  return world.lies.has(9) && theirs.works.has(id ?? '') ? theirs : of(project);
}

/** @param lane null where the caller may not see it, or there is none */
export async function answerCancel(
  world: LiarWorld,
  { isReplica }: LiarRequest,
  lane: LiarLane | null,
  id: string | undefined,
): Promise<{ answer: LiarAnswer; work: LiarWork | null }> {
  const work = lane?.works.get(id ?? '') ?? null;
  if (!work) {
    const isNobodys = lane !== null && !world.hasJob(id ?? '');
    return { answer: isNobodys && world.lies.has(8) ? 'cancelled' : 'unknown', work };
  }
  if (isReplica && world.lies.has(15)) return { answer: 'cancelled', work };
  return { answer: await cancelWork(world, work), work };
}

export function answerClose(
  world: LiarWorld,
  { params, project }: LiarRequest,
  sessionParam: number,
): LiarAnswer {
  const id = params[sessionParam] ?? '';
  const session = findSession(world, id, project);
  if (session) return closeSession(world, session);
  return world.lies.has(8) && !world.sessions.has(id) ? 'cancelled' : 'unknown';
}
