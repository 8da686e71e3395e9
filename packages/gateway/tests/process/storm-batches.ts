import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Dice } from '../../../../tests/recovery/dice.ts';
import { isEnded } from '../../src/core/job/job.ts';
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

const atOnce = 8;
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
      const program = dice.pick(programs);
      const afterMs = dice.between(0, withinMs);
      const job = await world.submit(program, { graceMs: 2_000 });
      await pause(afterMs);
      const askedAt = performance.now();
      const verdict = await world.cancel(job);
      cancelMs.push(performance.now() - askedAt);
      // Looked at once: what the answer said was true when it said so.
      const running = processesOf(job.id);
      const say = (what: string) => wrong.push(`seed ${seed}, ${program} ${job.id}: ${what}`);
      if (verdict.kind !== 'cancelled' && verdict.kind !== 'ended_otherwise') say(verdict.kind);
      if (running.length > 0) say(`still runs: ${running.join('; ')}`);
      const ended = await world.ended(job);
      endings[ended.state.ending.how] = (endings[ended.state.ending.how] ?? 0) + 1;
      for (const what of await faultsIn(world, ended.id, program)) say(what);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    await world.close();
  }
  return { endings, cancelMs: cancelMs.toSorted((a, b) => a - b), wrong };
}

async function faultsIn(world: BatchWorld, jobId: string, program: string): Promise<string[]> {
  const job = await world.stores.jobs.find('project', jobId);
  if (!job || !isEnded(job)) return ['has no ending'];
  const faults: string[] = [];
  if ((await world.stores.jobs.ledgerOf(jobId)).length > 0) faults.push('is on the ledger still');
  const lines = (await wholeLog(world, job)).split('\n');
  if (program === 'talks.py' && lines.length > 1) {
    // Whoever was told to end wrote a last line with the number of those before it; none is missing.
    const isInOrder = lines.slice(0, -2).every((line, index) => line === `line ${index + 1}`);
    if (!isInOrder) faults.push('lines of its log are missing');
    const receipt = await world.receipt(job);
    const wasTold = receipt?.rung === 'terminate';
    if (wasTold && !/^(last|line) \d+$/.test(lines.at(-2) ?? '')) {
      faults.push(`its log ends with ${lines.at(-2)}`);
    }
  }
  return faults;
}

async function wholeLog(world: BatchWorld, job: Parameters<BatchWorld['log']>[0]): Promise<string> {
  let text = '';
  for (;;) {
    const piece = await world.log(job, 'stdout', Buffer.byteLength(text));
    if (piece === '') return text;
    text += piece;
  }
}

/** By the marker, read by this file's own means. */
function processesOf(jobId: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const isIts =
        /^\d+$/.test(pid) &&
        readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`SLUICE_JOB_ID=${jobId}`);
      return isIts ? [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8')}`] : [];
    } catch {
      return [];
    }
  });
}
