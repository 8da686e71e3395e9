// How long a gateway takes from its start until it is ready, with 100,000 ended jobs in its store and
// with none, turn by turn.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway } from '../tests/support/start-gateway.ts';
import { openWriter } from '../packages/gateway/src/stores/sqlite/sqlite-connections.ts';
import { figuresOf, machine, ms } from './figures.ts';
import { fillStore } from './support/fill-store.ts';

const jobs = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 7);
const empty = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
const full = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
for (const dataDir of [empty, full]) await start(dataDir);
fill();

const times = { empty: [] as number[], full: [] as number[] };
for (let round = 0; round < rounds; round++) {
  times.empty.push(await start(empty));
  times.full.push(await start(full));
}
console.log(machine());
const [a, b] = [figuresOf(times.empty), figuresOf(times.full)];
console.log(`an empty store: p50 ${ms(a.p50)} ms, p95 ${ms(a.p95)} ms`);
console.log(`${jobs} ended jobs: p50 ${ms(b.p50)} ms, p95 ${ms(b.p95)} ms (goal 1,000)`);
console.log(`ratio ${(b.p50 / a.p50).toFixed(2)}`);
for (const dataDir of [empty, full]) rmSync(dataDir, { recursive: true });

async function start(dataDir: string): Promise<number> {
  const begun = performance.now();
  const gateway = await startGateway({ env: { SLUICE_SAMPLES: 'off' }, dataDir });
  const ready = await fetch(`${gateway.url}/readyz`);
  const tookMs = performance.now() - begun;
  if (!ready.ok) throw new Error(`not ready: ${ready.status}`);
  await gateway.stop();
  return tookMs;
}

function fill(): void {
  const path = join(full, 'state.db');
  const reader = openWriter(path);
  const queue = reader
    .prepare<[], { id: string; name: string }>('select id, name from queues')
    .get();
  const project = reader.prepare<[], { id: string }>('select id from projects').get();
  reader.close();
  if (!queue || !project) throw new Error('the gateway made no queue or no project');
  fillStore(path, [{ projectId: project.id, queue, jobs, days: 30, until: Date.now() }]);
}
