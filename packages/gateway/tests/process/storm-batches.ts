import { setTimeout as pause } from 'node:timers/promises';
import { Dice } from '../../../../tests/recovery/dice.ts';
import type { CancelVerdict } from '../../src/core/actions/cancel-job.ts';
import { faultsOf, processesOf } from './batch-faults.ts';
import { type BatchWorld, startBatches } from './start-batches.ts';

export interface Storm {
  readonly seed: number;
  readonly batches: number;
  /** The latest moment of a cancel, after its submit. */
  readonly withinMs: number;
}

export interface StormFigures {
  readonly endings: Readonly<Record<string, number>>;
  /** From the cancel to its answer, in milliseconds, the fastest first. */
  readonly cancelMs: readonly number[];
  /** Each thing that was not true, in words; empty is right. */
  readonly wrong: readonly string[];
}

export const atOnce = 8;
const programs = { 'talks.py': 3, 'ignores-term.sh': 1, 'double-forks.py': 1 } as const;

/** Batches that are cancelled at random moments, eight at a time; judged from the process table. */
export async function storm({ seed, batches, withinMs }: Storm): Promise<StormFigures> {
  const dice = new Dice(seed);
  const world = await startBatches({ slots: atOnce });
  const endings: Record<string, number> = {};
  const cancelMs: number[] = [];
  const wrong: string[] = [];
  let left = batches;
  const work = async () => {
    while (left-- > 0) {
      const { jobId, faults, tookMs } = await cancelOne(world, dice, withinMs);
      const job = await world.stores.jobs.find('project', jobId);
      if (!job) throw new Error(`there is no job ${jobId}`);
      const ended = await world.ended(job);
      cancelMs.push(tookMs);
      endings[ended.state.ending.how] = (endings[ended.state.ending.how] ?? 0) + 1;
      for (const what of [...faults, ...(await faultsOf(world, ended))]) {
        wrong.push(`seed ${seed}, ${ended.request.program?.file} ${jobId}: ${what}`);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    await world.close();
  }
  return { endings, cancelMs: cancelMs.toSorted((a, b) => a - b), wrong };
}

export interface CancelledOne {
  readonly jobId: string;
  readonly verdict: CancelVerdict['kind'];
  readonly tookMs: number;
  readonly faults: readonly string[];
}

/**
 * Submits a batch and cancels it at a random moment.
 * @param submitted is told its id before that
 */
export async function cancelOne(
  world: BatchWorld,
  dice: Dice,
  withinMs: number,
  submitted: (jobId: string) => void = () => {},
): Promise<CancelledOne> {
  const program = dice.pick(programs);
  const afterMs = dice.between(0, withinMs);
  const job = await world.submit(program, { graceMs: 2_000 });
  submitted(job.id);
  await pause(afterMs);
  const askedAt = performance.now();
  const verdict = (await world.cancel(job)).kind;
  const tookMs = performance.now() - askedAt;
  // Looked at once: what the answer said was true when it said so.
  const running = processesOf(job.id).map((each) => `runs on when the answer came: ${each}`);
  const isTrue = verdict === 'cancelled' || verdict === 'ended_otherwise';
  return { jobId: job.id, verdict, tookMs, faults: isTrue ? running : [verdict, ...running] };
}
