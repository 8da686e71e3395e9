// A gateway over HTTP while many batches at once write a log each: what it uses, how long control calls
// take meanwhile, and whether every byte that was written is kept.
import { setTimeout as pause } from 'node:timers/promises';
import { figuresOf, machine, ms } from './figures.ts';
import { jsonOf, startBenchGateway } from './support/bench-gateway.ts';
import { watchUse } from './support/gateway-use.ts';
import { processTree } from './support/process-tree.ts';

const batches = Number(process.argv[2] ?? 100);
const seconds = Number(process.argv[3] ?? 10);
const bytesPerSecond = 1_000_000;

/** Lines of 100 bytes, a hundredth of a second's worth at a time, for so long; then how many they were. */
const program = `import sys, time
line, lines = "x" * 99 + "\\n", 0
begun = time.monotonic()
while time.monotonic() - begun < ${seconds}:
  sys.stdout.write(line * ${bytesPerSecond / 10_000})
  lines += ${bytesPerSecond / 10_000}
  time.sleep(max(0, begun + lines * 100 / ${bytesPerSecond} - time.monotonic()))
print("last", lines)
`;

const bench = await startBenchGateway({
  SLUICE_QUOTA_REQUESTS_PER_SECOND: '1000000',
});
const client = await bench.client();
const headers = { authorization: `Bearer ${bench.gateway.credential.api_key}` };
const address = `${bench.gateway.url}/api/v1/files/lake/writes.py`;
await fetch(address, { method: 'PUT', headers, body: program });
// A queue has at most 64 slots.
const queues = ['logs_one', 'logs_two'];
for (const name of queues) {
  jsonOf(await client.call('POST', '/api/v1/queues', { name, slots: Math.ceil(batches / 2) }));
}

console.log(`${machine()}\n${batches} batches, each 1 MB/s of log for ${seconds} s\n`);
const ids: string[] = [];
for (let n = 0; n < batches; n++) {
  const answer = await client.call('POST', '/api/v1/batches', {
    file: 'obs://lake/writes.py',
    queue: queues[n % 2],
  });
  ids.push((jsonOf(answer) as { id: string }).id);
}
const residentMiB = () => {
  const gateway = processTree(bench.gateway.pid).find(({ role }) => role === 'gateway');
  return (gateway?.residentBytes ?? 0) / 2 ** 20;
};
const began = performance.now();
const used = await watchUse(bench);
const calls: number[] = [];
let most = residentMiB();
let live = ids;
let mostLive = 0;
while (live.length > 0) {
  const states = new Map<string, string>();
  for (const id of live) {
    const asked = performance.now();
    const { status } = jsonOf(await client.call('GET', `/api/v1/jobs/${id}`)) as { status: string };
    calls.push(performance.now() - asked);
    states.set(id, status);
  }
  most = Math.max(most, residentMiB());
  mostLive = Math.max(mostLive, live.filter((id) => states.get(id) === 'running').length);
  live = live.filter((id) => ['queued', 'launching', 'running'].includes(states.get(id) ?? ''));
  await pause(20);
}
const wallMs = performance.now() - began;
const { cpuMs, longestDelayMs } = await used();
let kept = 0;
let dropped = 0;
for (const id of ids) {
  const path = `/api/v1/jobs/${id}/logs/stdout`;
  const { size } = jsonOf(await client.call('GET', `${path}?limit=100`)) as { size: number };
  const end = await client.call('GET', `${path}?from=${Math.max(0, size - 40)}`);
  const last = /last (\d+)\n$/.exec((jsonOf(end) as { text: string }).text);
  const lines = Number(last?.[1] ?? 0);
  kept += size;
  if (!last || size !== lines * 100 + last[0].length) dropped++;
}
const { p50, p95 } = figuresOf(calls);
console.log(`at most ${mostLive} ran at once, for ${(wallMs / 1_000).toFixed(1)} s in all`);
console.log(`logs: ${(kept / 1e6).toFixed(0)} MB kept, ${dropped} of ${batches} not whole`);
console.log(
  `gateway: ${most.toFixed(0)} MiB at most, ${((100 * cpuMs) / wallMs).toFixed(0)} % of a processor`,
);
console.log(
  `control calls: ${calls.length}, p50 ${ms(p50)} ms, p95 ${ms(p95)} ms; longest delay ${ms(longestDelayMs)} ms`,
);
await bench.stop();
