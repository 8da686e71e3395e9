// How long a project is without its host after a kill: the time until a new one answers, with a small
// write-ahead file, and after a gigabyte was written and not yet checkpointed.
import { statSync } from 'node:fs';
import { ProjectPlaces } from '../packages/gateway/src/engines/duckdb/project-places.ts';
import { startDuckdb } from '../packages/gateway/tests/support/start-duckdb.ts';
import { figuresOf, machine, ms } from './figures.ts';

const rounds = Number(process.argv[2] ?? 10);
const world = await startDuckdb({ slots: 1 });
const { databaseFile } = new ProjectPlaces(world.dataDir, world.projectId);

console.log(machine());
await world.run('CREATE TABLE big (a BIGINT, b BIGINT)');
const small: number[] = [];
for (let round = 0; round < rounds; round++) small.push(await restart());
const { p50, p95 } = figuresOf(small);
console.log(`small write-ahead file: p50 ${ms(p50)} ms, p95 ${ms(p95)} ms`);

// 64 million rows of 16 bytes that do not compress, in one transaction; the kill comes right behind it.
await world.run(
  'INSERT INTO big SELECT (hash(i) >> 1)::BIGINT, (hash(i + 7) >> 1)::BIGINT FROM range(64000000) t(i)',
);
const mebibytes = (file: string) => Math.round(sizeOf(file) / 2 ** 20);
const sizes = `database ${mebibytes(databaseFile)} MiB, write-ahead file ${mebibytes(`${databaseFile}.wal`)} MiB`;
console.log(`after a write of 1 GB (${sizes}): ${ms(await restart())} ms`);
await world.close();

async function restart(): Promise<number> {
  for (const pid of world.processes()) process.kill(pid, 'SIGKILL');
  while (world.processes().length > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  const start = performance.now();
  await world.run('SELECT 1');
  return performance.now() - start;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
