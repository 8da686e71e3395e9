import type { CancelIntent } from '../job/cancel-intent.ts';
import type { Job, OperationRef } from '../job/job.ts';
import { intentOf, isEnded } from '../job/job.ts';
import type { Held, RungTaken } from '../job/receipt.ts';
import { receiptOf } from '../job/receipt-of.ts';
import type { JobEvent, Move, Observed } from '../job/transition.ts';
import type { Clock } from '../ports/clock.ts';
import type { Engine, OutOfReach } from '../ports/engine.ts';
import type { Ports } from '../ports/ports.ts';
import { climbLadder } from './climb-ladder.ts';
import { type Happened, moveJob, readOwn, readOwnHolding } from './move-job.ts';
import { releaseHoldings } from './release-holdings.ts';

type DrivePorts = Pick<Ports, 'jobs' | 'news' | 'clock'>;

/** What a drive knows beside the job's row. It is kept when a drive that failed is taken up again. */
export interface Drive {
  readonly leaseToken: number;
  /** Aborts when the job is `cancelling`: its intent is durable. */
  readonly unwanted: AbortController;
  /** That intent; null before. */
  intent: CancelIntent | null;
  /** Aborts when the grace of that intent becomes shorter; another one is there then. */
  shortened: AbortController;
  /** Aborts when the runner gives its jobs up; everything is left as it is. */
  readonly stopped: AbortSignal;
  /** What ends this soon after its start is written with it; 0 has each start written by itself. */
  readonly shortMs: number;
  /** Every rung that was taken, in order. */
  readonly rungs: RungTaken[];
  /** The rung of an earlier gateway that had stopped it. */
  stoppedBy: string | null;
  /** The rungs that an earlier gateway took, as far as that is known. */
  formerRungs: readonly RungTaken[];
  /** The start that was seen, until it is written. */
  started: Happened | null;
  /** How the work was first seen to have ended. */
  seen: Happened | null;
}

/**
 * Takes one claimed job from its start to its ending: start, watch, stop when unwanted, release, end.
 * @throws LeaseLostError when another gateway has taken the job over
 */
export async function driveJob(
  ports: DrivePorts,
  engine: Engine,
  claimed: Job,
  drive: Drive,
): Promise<void> {
  const started = await engine.start(claimed, drive.unwanted.signal);
  switch (started.kind) {
    case 'refused':
      return endJob(ports, engine, claimed, drive, { kind: 'start_refused', error: started.error });
    case 'out_of_reach':
      return endJob(ports, engine, claimed, drive, eventOf(started));
    case 'started':
      return watchJob(ports, engine, claimed, drive, started.ref);
  }
}

/** Tells a drive that its job is `cancelling`, or has less grace. What it hears late lengthens nothing. */
export function tellUnwanted(drive: Drive, intent: CancelIntent): void {
  const { intent: known, shortened } = drive;
  if (known && (intent.graceMs ?? Infinity) >= (known.graceMs ?? Infinity)) return;
  drive.intent = intent;
  drive.unwanted.abort();
  if (!known) return;
  drive.shortened = new AbortController();
  shortened.abort(null);
}

/** Goes on with a job that was driven before, by this process or by an earlier one. */
export async function resumeJob(
  ports: DrivePorts,
  engine: Engine,
  known: Job,
  drive: Drive,
): Promise<void> {
  if (drive.seen) return endJob(ports, engine, known, drive, drive.seen.event);
  const job = await readOwn(ports, known, drive.leaseToken);
  if (isEnded(job)) return engine.forget(job.id);
  const found = await engine.findByJob(job);
  switch (found.kind) {
    case 'not_begun':
      return driveJob(ports, engine, job, drive);
    case 'running':
      drive.formerRungs = found.taken ?? drive.formerRungs;
      return watchJob(ports, engine, job, drive, found.ref);
    case 'ended':
      drive.stoppedBy = found.stoppedBy ?? null;
      drive.formerRungs = found.taken ?? drive.formerRungs;
      return endJob(ports, engine, job, drive, eventOf(found.observed));
    case 'out_of_reach':
      return endJob(ports, engine, job, drive, eventOf(found));
  }
}

async function watchJob(
  ports: DrivePorts,
  engine: Engine,
  launched: Job,
  drive: Drive,
  ref: OperationRef,
): Promise<void> {
  drive.started = { event: { kind: 'operation_started', ref }, at: ports.clock.now() };
  const settled = new AbortController();
  const noting = noteStart(ports, engine, launched, drive, drive.started, settled.signal);
  let outcome: Observed | OutOfReach;
  try {
    outcome = await watchOperation(ports.clock, engine, ref, drive, failureOf(noting));
  } finally {
    settled.abort(null);
    // What nobody wants is stopped also where the runner gives its jobs up.
    await Promise.allSettled([noting]);
  }
  const noted = await noting;
  if (noted?.kind !== 'refused') {
    return endJob(ports, engine, noted?.job ?? launched, drive, eventOf(outcome));
  }
  if (noted.because === 'ended') return;
  throw new Error(`operation ${ref} of job ${launched.id} was refused: ${noted.because}`);
}

/**
 * Writes that the operation has started, unless its end comes so soon that both can be written at once.
 * One that nobody wants is stopped.
 * @param settled aborts when its end is seen
 * @returns null when that came first
 */
async function noteStart(
  ports: DrivePorts,
  engine: Engine,
  launched: Job,
  drive: Drive,
  started: Happened,
  settled: AbortSignal,
): Promise<Move | null> {
  if (drive.shortMs > 0) await ports.clock.sleep(drive.shortMs, settled);
  if (settled.aborted) return null;
  const move = await moveJob(ports, launched, drive.leaseToken, [started]);
  if (move.kind === 'refused') {
    if (move.stray !== null) await stopStray(engine, move.stray, ports.clock);
    if (move.because === 'ended') engine.forget(launched.id);
    return move;
  }
  drive.started = null;
  const { job } = move;
  if (move.kind === 'moved') ports.news.publish(job);
  // The news of a cancel may have come before this drive could hear it; the row tells.
  if (job.state.status === 'cancelling') tellUnwanted(drive, job.state.intent);
  return move;
}

/** Settles only where the start could not be written. */
async function failureOf(noting: Promise<unknown>): Promise<never> {
  await noting;
  return new Promise<never>(() => {});
}

/** I3: it was born after its job had ended, or beside another. Nobody else knows of it. */
async function stopStray(engine: Engine, ref: OperationRef, clock: Clock): Promise<void> {
  const settled = new AbortController();
  const climbed = laddered(engine, ref, strayed);
  const climbing = climbLadder(climbed, ref, clock, settled.signal, []);
  try {
    await engine.watch(ref);
  } finally {
    settled.abort();
    await climbing;
  }
}

const strayed: Wished = { intent: null, shortened: new AbortController() };

async function watchOperation(
  clock: Clock,
  engine: Engine,
  ref: OperationRef,
  drive: Drive,
  failing: Promise<never>,
): Promise<Observed | OutOfReach> {
  const { unwanted, stopped, rungs } = drive;
  const settled = new AbortController();
  let climbing: Promise<void> | undefined;
  const climb = () => {
    const climbed = laddered(engine, ref, drive);
    climbing = climbLadder(climbed, ref, clock, settled.signal, rungs);
  };
  const givenUp = Promise.withResolvers<never>();
  const giveUp = () => givenUp.reject(new Error('the runner has given its jobs up'));
  if (unwanted.signal.aborted) climb();
  unwanted.signal.addEventListener('abort', climb);
  if (stopped.aborted) giveUp();
  stopped.addEventListener('abort', giveUp);
  try {
    return await Promise.race([engine.watch(ref), givenUp.promise, failing]);
  } finally {
    unwanted.signal.removeEventListener('abort', climb);
    stopped.removeEventListener('abort', giveUp);
    // Where nothing climbs nobody listens.
    if (climbing) settled.abort();
    await climbing;
  }
}

type Wished = Pick<Drive, 'intent' | 'shortened'>;

/** The ladder as it is whenever it is read. */
function laddered(engine: Engine, ref: OperationRef, wished: Wished) {
  return {
    get ladder() {
      return engine.ladderOf?.(ref, wished.intent) ?? engine.ladder;
    },
    get shortened() {
      return wished.shortened.signal;
    },
    cancel: (operation: OperationRef, rung: string) => engine.cancel(operation, rung),
  };
}

function eventOf(outcome: Observed | OutOfReach): JobEvent {
  return outcome.kind === 'out_of_reach'
    ? { kind: 'engine_out_of_reach', error: outcome.error }
    : { kind: 'end_observed', observed: outcome };
}

async function endJob(
  ports: DrivePorts,
  engine: Engine,
  driven: Job,
  drive: Drive,
  event: JobEvent,
): Promise<void> {
  // Whoever has given its jobs up says nothing of them: its engine may be closed under it.
  if (drive.stopped.aborted) throw new Error('the runner has given its jobs up');
  const seen = (drive.seen ??= { event, at: ports.clock.now() });
  // I7: whoever was taken over gives nothing back; the new owner may be using it.
  const { job, holdings } = await readOwnHolding(ports, driven, drive.leaseToken);
  if (isEnded(job)) return engine.forget(job.id);
  const committed = event.kind === 'end_observed' && event.observed.kind === 'succeeded';
  const release = (held: Held) => engine.release(job, held, committed);
  const checks = await releaseHoldings(holdings, release, ports.clock, drive.stopped);

  const extras = (before: Job, after: Job) => {
    if (!isEnded(after) || !intentOf(before)) return { released: checks };
    const collateral = engine.collateral(job.id);
    const { stoppedBy } = drive;
    const done = { observedAt: seen.at, rungs: rungsOf(drive), stoppedBy, checks, collateral };
    const receipt = receiptOf(after, done);
    return { released: checks, receipt };
  };
  const ended = { event, at: ports.clock.now() };
  const happened = drive.started ? ([drive.started, ended] as const) : ([ended] as const);
  const move = await moveJob(ports, job, drive.leaseToken, happened, extras);
  if (move.kind === 'refused' && move.because !== 'ended') {
    throw new Error(`job ${job.id} cannot end by ${event.kind}: ${move.because}`);
  }
  engine.forget(job.id);
  if (move.kind === 'moved') ports.news.publish(move.job);
}

/** One that this climb took as well counts once: the earlier gateway may have died before it was told. */
function rungsOf({ rungs, formerRungs }: Drive): readonly RungTaken[] {
  return [...formerRungs.filter(({ rung }) => !rungs.some((own) => own.rung === rung)), ...rungs];
}
