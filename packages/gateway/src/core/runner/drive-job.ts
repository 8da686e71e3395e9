import type { EndedJob, Job, OperationRef } from '../job/job.ts';
import { intentOf, isEnded } from '../job/job.ts';
import type { Receipt, ReleaseCheck, RungTaken } from '../job/receipt.ts';
import type { JobEvent, Observed } from '../job/transition.ts';
import type { Engine, OutOfReach } from '../ports/engine.ts';
import type { Ports } from '../ports/ports.ts';
import { climbLadder } from './climb-ladder.ts';
import { moveJob } from './move-job.ts';
import { releaseHoldings } from './release-holdings.ts';

type DrivePorts = Pick<Ports, 'jobs' | 'news' | 'clock'>;

/** What the runner tells a drive. */
export interface DriveSignals {
  /** The job is `cancelling`: its intent is durable. */
  readonly unwanted: AbortController;
  /** The runner has given up; leave everything as it is. */
  readonly stopped: AbortSignal;
}

/**
 * Takes one claimed job from its start to its ending: start, watch, stop when unwanted, release, end.
 * @throws LeaseLostError when another gateway has taken the job over
 */
export async function driveJob(
  ports: DrivePorts,
  engine: Engine,
  claimed: Job,
  leaseToken: number,
  signals: DriveSignals,
): Promise<void> {
  const started = await engine.start(claimed, signals.unwanted.signal);
  switch (started.kind) {
    case 'refused':
      return endJob(ports, engine, claimed, leaseToken, signals, {
        event: { kind: 'start_refused', error: started.error },
        rungs: [],
      });
    case 'out_of_reach':
      return endJob(ports, engine, claimed, leaseToken, signals, {
        event: { kind: 'engine_out_of_reach', error: started.error },
        rungs: [],
      });
    case 'started':
      return watchJob(ports, engine, claimed, leaseToken, signals, started.ref);
  }
}

/** Goes on with a job that was started before, by this process or by an earlier one. */
export async function resumeJob(
  ports: DrivePorts,
  engine: Engine,
  adopted: Job,
  leaseToken: number,
  signals: DriveSignals,
): Promise<void> {
  const found = await engine.findByJob(adopted);
  switch (found.kind) {
    case 'running':
      return watchJob(ports, engine, adopted, leaseToken, signals, found.ref);
    case 'ended':
    case 'out_of_reach': {
      const event = eventOf(found.kind === 'ended' ? found.observed : found);
      return endJob(ports, engine, adopted, leaseToken, signals, { event, rungs: [] });
    }
  }
}

async function watchJob(
  ports: DrivePorts,
  engine: Engine,
  launched: Job,
  leaseToken: number,
  signals: DriveSignals,
  ref: OperationRef,
): Promise<void> {
  const move = await moveJob(ports, launched, leaseToken, { kind: 'operation_started', ref });
  if (move.kind === 'refused') throw new Error(`operation ${ref} is not wanted: ${move.because}`);
  const { job } = move;
  if (move.kind === 'moved') ports.news.publish(job);
  // The news of a cancel may have come before this drive could hear it; the row tells.
  if (job.state.status === 'cancelling') signals.unwanted.abort();
  const { outcome, rungs } = await watchOperation(ports, engine, ref, signals.unwanted.signal);
  return endJob(ports, engine, job, leaseToken, signals, { event: eventOf(outcome), rungs });
}

async function watchOperation(
  ports: DrivePorts,
  engine: Engine,
  ref: OperationRef,
  unwanted: AbortSignal,
): Promise<{ outcome: Observed | OutOfReach; rungs: readonly RungTaken[] }> {
  const settled = new AbortController();
  let climbing: Promise<readonly RungTaken[]> | undefined;
  const climb = () => {
    climbing = climbLadder(engine, ref, ports.clock, settled.signal);
  };
  if (unwanted.aborted) climb();
  else unwanted.addEventListener('abort', climb, { once: true, signal: settled.signal });

  const outcome = await engine.watch(ref);
  settled.abort();
  return { outcome, rungs: climbing ? await climbing : [] };
}

function eventOf(outcome: Observed | OutOfReach): JobEvent {
  return outcome.kind === 'out_of_reach'
    ? { kind: 'engine_out_of_reach', error: outcome.error }
    : { kind: 'end_observed', observed: outcome };
}

interface Finish {
  readonly event: JobEvent;
  readonly rungs: readonly RungTaken[];
}

async function endJob(
  ports: DrivePorts,
  engine: Engine,
  job: Job,
  leaseToken: number,
  { stopped }: DriveSignals,
  { event, rungs }: Finish,
): Promise<void> {
  const observedAt = ports.clock.now();
  const holdings = await ports.jobs.ledgerOf(job.id);
  const committed = event.kind === 'end_observed' && event.observed.kind === 'succeeded';
  const checks = await releaseHoldings(engine, job, holdings, committed, ports.clock, stopped);

  const move = await moveJob(ports, job, leaseToken, event, (before, after) => {
    const intent = intentOf(before);
    if (!isEnded(after) || !intent) return { released: checks };
    const collateral = engine.collateral(job.id);
    return {
      released: checks,
      receipt: receiptOf(after, { observedAt, rungs, checks, collateral }),
    };
  });
  if (move.kind === 'moved') ports.news.publish(move.job);
}

function receiptOf(
  job: EndedJob,
  seen: {
    observedAt: number;
    rungs: readonly RungTaken[];
    checks: readonly ReleaseCheck[];
    collateral: readonly string[];
  },
): Receipt {
  const { ending, endedAt, intent, startedAt } = job.state;
  if (!intent) throw new Error(`job ${job.id} ended without an intent: no receipt`);
  const { observedAt, rungs, checks, collateral } = seen;
  return {
    jobId: job.id,
    intent,
    ending: ending.how,
    rung: rungs.at(-1)?.rung ?? null,
    phases: {
      accepted: intent.at,
      delivered: rungs[0]?.at ?? null,
      observed: startedAt === null ? null : observedAt,
      released: endedAt,
    },
    rungs,
    checks,
    collateral,
  };
}
