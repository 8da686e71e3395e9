import type { JobError } from '../job/ending.ts';
import type { JobId } from '../job/job.ts';
import type { Held, ReleaseCheck, RungTaken } from '../job/receipt.ts';
import type { Clock } from '../ports/clock.ts';
import type { OutOfReach } from '../ports/engine.ts';
import type { Ports } from '../ports/ports.ts';
import type { ContextGone, SessionEngine } from '../ports/session-engine.ts';
import type { SessionReceipt } from '../session/session-receipt.ts';
import {
  closeIntentOf,
  type EndedSession,
  hasEnded,
  type Session,
  type SessionId,
} from '../session/session.ts';
import type { SessionEvent } from '../session/session-transition.ts';
import { climbLadder } from './climb-ladder.ts';
import { type EndedStatements, endStatements } from './end-statements.ts';
import { moveSession, readOwnSession } from './move-session.ts';
import { releaseHoldings } from './release-holdings.ts';

export type SessionPorts = Pick<
  Ports,
  'sessions' | 'jobs' | 'news' | 'sessionNews' | 'sessionEngines' | 'clock'
>;

/** What a drive knows beside the session's row. It is kept when a drive that failed is taken up again. */
export interface SessionDrive {
  readonly leaseToken: number;
  /** Aborts when the session is `closing`: its intent is durable. */
  readonly unwanted: AbortController;
  /** Aborts when the runner gives its sessions up; everything is left as it is. */
  readonly stopped: AbortSignal;
  readonly rungs: RungTaken[];
  /** Statements that had not ended when the session was to end. */
  readonly live: Set<JobId>;
  statements: (EndedStatements & { readonly endedAt: number }) | null;
  /** How the context was first seen to be gone, and when, with what is to be said of that. */
  seen: {
    readonly event: SessionEvent;
    readonly at: number;
    readonly remarks: readonly string[];
  } | null;
}

/**
 * Takes one session that has its place from its start to its ending: open, keep, close when unwanted,
 * release, end.
 * @throws LeaseLostError when another gateway has taken the session over
 */
export async function driveSession(
  ports: SessionPorts,
  engine: SessionEngine,
  placed: Session,
  drive: SessionDrive,
): Promise<void> {
  const opened = await engine.open(placed, drive.unwanted.signal);
  switch (opened.kind) {
    case 'opened':
      return keepSession(ports, engine, placed, drive);
    case 'refused':
      return endSession(ports, engine, placed, drive, {
        kind: 'open_refused',
        error: opened.error,
      });
    case 'out_of_reach':
      return endSession(ports, engine, placed, drive, eventOf(opened));
  }
}

/** Goes on with a session that was driven before, by this process or by an earlier one. */
export async function resumeSession(
  ports: SessionPorts,
  engine: SessionEngine,
  known: Session,
  drive: SessionDrive,
): Promise<void> {
  if (drive.seen) return endSession(ports, engine, known, drive, drive.seen.event);
  const session = await readOwnSession(ports, known, drive.leaseToken);
  if (hasEnded(session)) return engine.forget(session.id);
  if (session.state.status === 'closing') {
    // Those that ended under an earlier gateway belong into the receipt as well.
    const since = session.state.intent.at;
    const ended = await ports.sessions.statementsEndedSince(session.id, since);
    for (const id of ended) drive.live.add(id);
  }
  const found = await engine.find(session);
  switch (found.kind) {
    case 'open':
      return keepSession(ports, engine, session, drive);
    case 'not_made':
      return session.state.status === 'starting'
        ? driveSession(ports, engine, session, drive)
        : endSession(ports, engine, session, drive, { kind: 'context_gone', error: neverMade });
    case 'gone':
    case 'out_of_reach':
      return endSession(ports, engine, session, drive, eventOf(found));
  }
}

async function keepSession(
  ports: SessionPorts,
  engine: SessionEngine,
  started: Session,
  drive: SessionDrive,
): Promise<void> {
  const move = await moveSession(ports, started, drive.leaseToken, { kind: 'context_opened' });
  if (move.kind === 'refused' && move.because === 'ended') {
    return closeStray(ports, engine, started, drive);
  }
  if (move.kind === 'refused' || move.kind === 'statement_live') {
    throw new Error(`session ${started.id} was opened and cannot be: ${move.kind}`);
  }
  const { session } = move;
  // The news of a close may have come before this drive could hear it; the row tells.
  if (session.state.status === 'closing') drive.unwanted.abort(null);
  const outcome = await watchContext(ports, engine, session, drive);
  const remarks = outcome.kind === 'gone' ? outcome.remarks : [];
  return endSession(ports, engine, session, drive, eventOf(outcome), remarks);
}

/** I3: it was made after its session had ended. Nobody else knows of it. */
async function closeStray(
  ports: SessionPorts,
  engine: SessionEngine,
  session: Session,
  drive: SessionDrive,
): Promise<void> {
  const settled = new AbortController();
  const gone = untilGone(ports, engine, session, drive, settled.signal);
  await climbUntil(ports.clock, engine, session.id, drive, gone, settled);
  engine.forget(session.id);
}

/** Until the context is gone: by itself, or since the session is to be closed. */
async function watchContext(
  ports: SessionPorts,
  engine: SessionEngine,
  session: Session,
  drive: SessionDrive,
): Promise<ContextGone | OutOfReach> {
  const settled = new AbortController();
  const gone = untilGone(ports, engine, session, drive, settled.signal);
  const settle = () => settled.abort(null);
  // Heard here as well, since nobody else listens while statements end.
  gone.then(settle, settle);
  const wished = aborted(drive.unwanted.signal, settled.signal);
  try {
    const first = await unlessStopped(drive, settled.signal, Promise.race([gone, wished]));
    if (first !== 'aborted') return first;
    return await closeContext(ports, engine, session, drive, gone, settled);
  } finally {
    settle();
  }
}

/**
 * That it was made again elsewhere is noted on the way (I6).
 * @param settled aborts when another watch notes it, or nobody
 */
async function untilGone(
  ports: SessionPorts,
  engine: SessionEngine,
  session: Session,
  { leaseToken }: SessionDrive,
  settled: AbortSignal,
): Promise<ContextGone | OutOfReach> {
  for (;;) {
    const seen = await engine.watch(session.id);
    if (seen.kind !== 'restored') return seen;
    if (!settled.aborted) await ports.sessions.noteRestored(session.id, leaseToken, seen.remarks);
  }
}

/** I8: the statements first, each with its own ending, and then the context. */
async function closeContext(
  ports: SessionPorts,
  engine: SessionEngine,
  session: Session,
  drive: SessionDrive,
  gone: Promise<ContextGone | OutOfReach>,
  settled: AbortController,
): Promise<ContextGone | OutOfReach> {
  await endAll(ports, session, drive);
  return climbUntil(ports.clock, engine, session.id, drive, gone, settled);
}

/** @param settled aborts when the context is gone, and with the end of the climb */
async function climbUntil<T>(
  clock: Clock,
  engine: SessionEngine,
  sessionId: SessionId,
  drive: SessionDrive,
  gone: Promise<T>,
  settled: AbortController,
): Promise<T> {
  const ladder = {
    ladder: engine.ladder,
    cancel: (ref: SessionId, rung: string) => engine.close(ref, rung),
  };
  const climbing = climbLadder(ladder, sessionId, clock, settled.signal, drive.rungs);
  try {
    return await unlessStopped(drive, settled.signal, gone);
  } finally {
    settled.abort(null);
    await climbing;
  }
}

/** @throws when the runner gives its sessions up first */
function unlessStopped<T>(
  { stopped }: SessionDrive,
  settled: AbortSignal,
  wanted: Promise<T>,
): Promise<T> {
  const givenUp = aborted(stopped, settled).then(() => {
    throw new Error('the runner has given its sessions up');
  });
  return Promise.race([wanted, givenUp]);
}

async function endAll(ports: SessionPorts, session: Session, drive: SessionDrive): Promise<void> {
  const wished = async () => closeIntentOf(await readOwnSession(ports, session, drive.leaseToken));
  const ended = await endStatements(ports, session, wished, drive.live, drive.stopped);
  const former = drive.statements;
  drive.statements = {
    endings: ended.endings,
    collateral: [...(former?.collateral ?? []), ...ended.collateral],
    endedAt: former?.endedAt ?? ports.clock.now(),
  };
}

async function endSession(
  ports: SessionPorts,
  engine: SessionEngine,
  driven: Session,
  drive: SessionDrive,
  event: SessionEvent,
  remarks: readonly string[] = [],
): Promise<void> {
  if (drive.stopped.aborted) throw new Error('the runner has given its sessions up');
  const seen = (drive.seen ??= { event, at: ports.clock.now(), remarks });
  // I7: whoever was taken over gives nothing back; the new owner may be using it.
  const session = await readOwnSession(ports, driven, drive.leaseToken);
  if (hasEnded(session)) return engine.forget(session.id);
  const holdings = await ports.sessions.ledgerOf(session.id);
  const release = (held: Held) => engine.release(session, held);
  const checks = await releaseHoldings(holdings, release, ports.clock, drive.stopped);
  for (;;) {
    await endAll(ports, session, drive);
    const move = await moveSession(ports, session, drive.leaseToken, event, (_, after) =>
      hasEnded(after)
        ? {
            released: checks,
            remarks: remarksOn(after, seen.remarks),
            ...receiptFor(after, drive, seen, checks, engine.collateral(after.id)),
          }
        : {},
    );
    // One that was submitted since has begun: it ends, too.
    if (move.kind === 'statement_live') continue;
    if (move.kind === 'refused' && move.because !== 'ended') {
      throw new Error(`session ${session.id} cannot end by ${event.kind}: ${move.because}`);
    }
    return engine.forget(session.id);
  }
}

/** Whoever follows its events hears there why it ended, where nobody had wished it. */
function remarksOn({ state }: EndedSession, remarks: readonly string[]): readonly string[] {
  return state.ending.how === 'closed' ? remarks : [state.ending.error.message, ...remarks];
}

function receiptFor(
  session: EndedSession,
  { rungs, statements }: SessionDrive,
  seen: NonNullable<SessionDrive['seen']>,
  checks: readonly ReleaseCheck[],
  collateral: readonly string[],
): { readonly receipt?: SessionReceipt } {
  const { intent, ending, endedAt } = session.state;
  if (!intent) return {};
  return {
    receipt: {
      sessionId: session.id,
      intent,
      ending: ending.how,
      rung: rungs.at(-1)?.rung ?? null,
      phases: {
        accepted: intent.at,
        statementsEnded: statements?.endedAt ?? null,
        observed: session.state.openedAt === null && rungs.length === 0 ? null : seen.at,
        released: endedAt,
      },
      statements: statements?.endings ?? {},
      remarks: seen.remarks,
      collateral: [...(statements?.collateral ?? []), ...collateral],
      rungs,
      checks,
    },
  };
}

function eventOf(outcome: ContextGone | OutOfReach): SessionEvent {
  return outcome.kind === 'out_of_reach'
    ? { kind: 'engine_out_of_reach', error: outcome.error }
    : { kind: 'context_gone', error: outcome.error };
}

/** @param settled ends the waiting, which would else last as long as the signal */
function aborted(signal: AbortSignal, settled: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    const abort = () => resolve('aborted');
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true, signal: settled });
  });
}

const neverMade: JobError = {
  code: 'engine',
  message: 'The context of the session is not there any more. Make a new session.',
};
