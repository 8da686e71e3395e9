import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { Dice } from '../../../../tests/recovery/dice.ts';
import { isEnded, type Job } from '../../src/core/job/job.ts';
import { soon } from '../support/soon.ts';
import { faultsOf, processesOf } from './batch-faults.ts';
import { type BatchWorld, projectId, startBatches } from './start-batches.ts';
import { atOnce } from './storm-batches.ts';
import type { StormWord } from './storm-main.ts';

const main = join(import.meta.dirname, 'storm-main.ts');

export interface KillsInStorm {
  readonly seed: number;
  readonly kills: number;
  /** The latest moment of a cancel after its submit, and of a kill after the storm has begun. */
  readonly withinMs: number;
  /** Told of each kill, when what it left was judged. */
  readonly onKill?: (kill: number, judged: number, wrong: readonly string[]) => void;
}

export interface KillFigures {
  readonly endings: Readonly<Record<string, number>>;
  /** How many had a gateway after the one that they were submitted to. */
  readonly adopted: number;
  readonly wrong: readonly string[];
}

/**
 * A gateway in a storm of batches is killed with SIGKILL at a random moment, again and again. After each
 * kill the next one cancels all that lives, at random moments; then everything that was said has to be true.
 */
export async function killInStorm({
  seed,
  kills,
  withinMs,
  onKill,
}: KillsInStorm): Promise<KillFigures> {
  const dice = new Dice(seed);
  const dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-storm-'));
  const endings: Record<string, number> = {};
  const wrong: string[] = [];
  let adopted = 0;
  try {
    for (let kill = 1; kill <= kills; kill++) {
      const since = Date.now() - 1;
      const words = await untilKilled(dataDir, dice, withinMs);
      const world = await startBatches({ dataDir, slots: atOnce });
      try {
        const adoptedNow = await cancelAll(world, dice, withinMs);
        const judgement = await judge(world, words, since);
        adopted += adoptedNow.count;
        for (const how of judgement.endings) endings[how] = (endings[how] ?? 0) + 1;
        const told = [...adoptedNow.wrong, ...judgement.wrong];
        wrong.push(...told.map((what) => `seed ${seed}, kill ${kill}: ${what}`));
        onKill?.(kill, judgement.endings.length, told);
      } finally {
        await world.close();
      }
    }
  } finally {
    rmSync(dataDir, { recursive: true });
  }
  return { endings, adopted, wrong };
}

/** @returns what the gateway had said until then */
async function untilKilled(dataDir: string, dice: Dice, withinMs: number): Promise<StormWord[]> {
  const args = [main, dataDir, String(dice.between(0, 1e9)), String(withinMs)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const words: StormWord[] = [];
  const { begun, over } = listen(child, (word) => words.push(word));
  await soon('the storm', begun, 60_000);
  await pause(dice.between(0, withinMs));
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await Promise.all([gone, over]);
  return words;
}

function listen(child: ChildProcess, heard: (word: StormWord) => void) {
  if (!child.stdout) throw new TypeError('no pipe');
  const lines = createInterface({ input: child.stdout });
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  lines.on('line', (line) => {
    const word = JSON.parse(line) as StormWord;
    if (word.said === 'begun') resolve();
    heard(word);
  });
  return { begun, over: once(lines, 'close') };
}

/** Cancels all that lives, at random moments. */
async function cancelAll(world: BatchWorld, dice: Dice, withinMs: number) {
  const { jobs } = await world.actions.listMatching(projectId, {});
  const wrong: string[] = [];
  const live = await Array.fromAsync(jobs);
  await Promise.all(
    live.map(async (job) => {
      await pause(dice.between(0, withinMs));
      const { kind } = await world.cancel(job);
      const running = processesOf(job.id);
      if (running.length > 0) wrong.push(`${job.id} is ${kind}, and runs: ${running.join('; ')}`);
    }),
  );
  return { count: live.length, wrong };
}

async function judge(world: BatchWorld, words: readonly StormWord[], since: number) {
  const page = { offset: 0, limit: 1_000, order: 'submitted_asc' } as const;
  const { jobs } = await world.actions.listJobs(projectId, { submittedAfter: since }, page);
  const known = new Map(jobs.map((job) => [job.id, job]));
  const endings: string[] = [];
  const wrong = words.flatMap((word) => falseIn(word, known));
  for (const job of jobs) {
    if (!isEnded(job)) {
      wrong.push(`${job.id} has no ending`);
      continue;
    }
    endings.push(job.state.ending.how);
    const faults = await faultsOf(world, job);
    wrong.push(...faults.map((what) => `${job.request.program?.file} ${job.id}: ${what}`));
  }
  return { endings, wrong };
}

/** What the killed one has said and is not so. */
function falseIn(word: StormWord, known: ReadonlyMap<string, Job>): readonly string[] {
  if (word.said === 'begun') return [];
  const { jobId } = word;
  const job = known.get(jobId);
  if (!job) return [`${jobId} was ${word.said}, and is not there`];
  if (word.said === 'submitted') return [];
  const how = isEnded(job) ? job.state.ending.how : 'live';
  const isSo = (word.verdict === 'cancelled') === (how === 'cancelled');
  return isSo
    ? word.faults
    : [...word.faults, `${jobId} was said to be ${word.verdict}, and is ${how}`];
}
