// What batches cost: from the submit to the first line that the program wrote beside a bare spawn of it, and
// from a cancel to its answer, for a program that ends politely beside the same told by hand, and for one
// that ignores SIGTERM. The core, the store and the processes are real; there is no HTTP in between. `fallback` as
// the second argument: as on a machine without namespaces.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startBatches } from '../packages/gateway/tests/process/start-batches.ts';
import { figuresOf, machine, ms } from './figures.ts';

const rounds = Number(process.argv[2] ?? 50);
const graceMs = 200;
const polite = "trap 'exit 0' TERM\necho ready\nwhile :; do sleep 1000 & wait $!; done\n";
const deaf = "trap '' TERM\necho ready\nwhile :; do sleep 1000 & wait $!; done\n";

const fallback = { kind: 'tree', why: 'the bench says so', adopts: true } as const;
const world = await startBatches({
  slots: 4,
  ...(process.argv[3] === 'fallback' && { isolation: fallback }),
});
await world.put('polite.sh', polite);
await world.put('deaf.sh', deaf);
const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-batches-'));
writeFileSync(join(directory, 'polite.sh'), polite);

console.log(`${machine()}\n${rounds} rounds\n`);
await runBatch('polite.sh');
const firstLine: number[] = [];
const stopped: number[] = [];
const bareLine: number[] = [];
const bareStopped: number[] = [];
for (let round = 0; round < rounds; round++) {
  const seen = await runBatch('polite.sh');
  firstLine.push(seen.firstLineMs);
  stopped.push(seen.stoppedMs);
  const bare = await runBare();
  bareLine.push(bare.firstLineMs);
  bareStopped.push(bare.stoppedMs);
}
const killed: number[] = [];
for (let round = 0; round < Math.ceil(rounds / 5); round++) {
  killed.push((await runBatch('deaf.sh')).stoppedMs - graceMs);
}
print('submit to first line', firstLine);
print('bare spawn to first line', bareLine);
print('cancel of a polite program', stopped);
print('SIGTERM to its end, by hand', bareStopped);
print(`cancel of a deaf one, less its grace of ${graceMs} ms`, killed);
await world.close();
rmSync(directory, { recursive: true });

/** One batch: how long until its first line, and from its cancel until nothing of it was left. */
async function runBatch(program: string) {
  const start = performance.now();
  const job = await world.submit('ignores-term.sh', { file: `obs://programs/${program}`, graceMs });
  // Nobody tells when a program writes.
  while ((await world.log(job)) === '') await pause(1);
  const firstLineMs = performance.now() - start;
  const asked = performance.now();
  const { kind } = await world.cancel(job);
  if (kind !== 'cancelled') throw new Error(kind);
  return { firstLineMs, stoppedMs: performance.now() - asked };
}

async function runBare() {
  const start = performance.now();
  const child = spawn('sh', [join(directory, 'polite.sh')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const firstLineMs = performance.now() - start;
  const asked = performance.now();
  child.kill('SIGTERM');
  await once(child, 'exit');
  const stoppedMs = performance.now() - asked;
  child.stdout.destroy();
  return { firstLineMs, stoppedMs };
}

function print(what: string, times: readonly number[]): void {
  const { p50, p95 } = figuresOf(times);
  console.log(`${what.padEnd(48)} p50 ${ms(p50)} ms, p95 ${ms(p95)} ms`);
}
