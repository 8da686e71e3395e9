// What a gateway and its host hold in memory: when they have just started, and after each tenth of
// 100,000 small jobs from 32 clients. Flat means: what comes after the first tenths is no growth.
import { machine } from './figures.ts';
import { jsonOf, startBenchGateway } from './support/bench-gateway.ts';
import { processTree } from './support/process-tree.ts';

const jobs = Number(process.argv[2] ?? 100_000);
const bench = await startBenchGateway({
  SLUICE_DEFAULT_SLOTS: '16',
  SLUICE_QUOTA_REQUESTS_PER_SECOND: '1000000',
});
const clients = await Promise.all(Array.from({ length: 32 }, () => bench.client()));
let counted = 0;
await run(1);

console.log(machine());
console.log('jobs         gateway MiB   host MiB   parser MiB');
tell(0);
for (let tenth = 1; tenth <= 10; tenth++) {
  await run(jobs / 10);
  tell((jobs / 10) * tenth);
}
await new Promise((resolve) => setTimeout(resolve, 5_000));
tell(jobs);
await bench.stop();

async function run(count: number): Promise<void> {
  let left = count;
  await Promise.all(
    clients.map(async (client) => {
      while (left-- > 0) {
        const sql = `SELECT ${++counted} AS answer`;
        const job = jsonOf(await client.call('POST', '/api/v1/jobs', { sql })) as { id: string };
        const ended = await client.call('GET', `/api/v1/jobs/${job.id}/wait`);
        const { status } = jsonOf(ended) as { status: string };
        if (status !== 'succeeded') throw new Error(ended.body);
      }
    }),
  );
}

function tell(done: number): void {
  const use = processTree(bench.gateway.pid);
  const mebibytes = (role: string) =>
    ((use.find((each) => each.role === role)?.residentBytes ?? 0) / 2 ** 20).toFixed(0);
  console.log(
    [
      String(done).padEnd(10),
      mebibytes('gateway').padStart(13),
      mebibytes('host').padStart(10),
      mebibytes('parser').padStart(12),
    ].join(' '),
  );
}
