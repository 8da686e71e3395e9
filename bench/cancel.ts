// How long a cancel takes, by the shape of the statement: until it is durable (t_ack), and until the
// work was seen to stop and all it held is back (t_freed). Beside it, in the same run, DuckDB alone:
// the same statement on a connection of its own, interrupted every 20 ms until it settles.
import { setTimeout as pause } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { startDuckdb } from '../packages/gateway/tests/support/start-duckdb.ts';
import { figuresOf, machine, ms } from './figures.ts';

const rounds = Number(process.argv[2] ?? 20);
const killDelayMs = 500;
const beforeCancelMs = 200;

const shapes: Record<string, string> = {
  scan: 'SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3',
  join: 'SELECT count(*) FROM range(3000000) a(i), range(3000000) b(j) WHERE a.i < b.j',
  sort: 'SELECT i FROM range(400000000) t(i) ORDER BY hash(i) LIMIT 5 OFFSET 100000000',
  CTAS: 'CREATE TABLE half AS SELECT i, md5(i::VARCHAR) AS m FROM range(1000000000) t(i)',
};
const deaf = "SELECT levenshtein(repeat('a', 300000), repeat('b', 300000))";

const world = await startDuckdb({ slots: 2, interruptMs: killDelayMs });
const instance = await DuckDBInstance.create(`${world.dataDir}/raw.duckdb`, {
  threads: '2',
  memory_limit: '2GB',
});

console.log(machine());
console.log(`${rounds} rounds; the kill delay is ${killDelayMs} ms\n`);
console.log(
  'shape             t_ack p50/p95     t_freed p50/p95    DuckDB alone p50/p95   ratio p50',
);
for (const [name, sql] of Object.entries(shapes)) {
  const ours = await measure(sql);
  const raw = await measureRaw(sql);
  console.log(
    [
      name.padEnd(14),
      pair(ours.ack).padStart(16),
      pair(ours.freed).padStart(19),
      pair(raw).padStart(23),
      (figuresOf(ours.freed).p50 / figuresOf(raw).p50).toFixed(1).padStart(11),
    ].join(' '),
  );
}
const byKill = await measure(deaf);
console.log(
  `${'deaf (by kill)'.padEnd(14)} ${pair(byKill.ack).padStart(16)} ${pair(byKill.freed).padStart(19)}`,
);
await world.close();

async function measure(sql: string): Promise<{ ack: number[]; freed: number[] }> {
  const ack: number[] = [];
  const freed: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const job = await world.submit(sql);
    await world.running(job);
    await pause(beforeCancelMs);
    const start = performance.now();
    await world.actions.requestCancel(world.projectId, job.id, {
      by: 'bench',
      reason: 'user',
      requestId: 'bench',
    });
    ack.push(performance.now() - start);
    const { ending } = (await world.ended(job)).state;
    freed.push(performance.now() - start);
    if (ending.how !== 'cancelled') throw new Error(`${sql} ended ${ending.how}`);
  }
  return { ack, freed };
}

async function measureRaw(sql: string): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const connection = await instance.connect();
    const running = connection.run(sql).then(
      () => {
        throw new Error(`${sql} was not interrupted`);
      },
      () => performance.now(),
    );
    await pause(beforeCancelMs);
    const start = performance.now();
    connection.interrupt();
    const again = setInterval(() => connection.interrupt(), 20);
    times.push((await running) - start);
    clearInterval(again);
    connection.closeSync();
  }
  return times;
}

function pair(times: readonly number[]): string {
  const { p50, p95 } = figuresOf(times);
  return `${ms(p50)} / ${ms(p95)}`;
}
