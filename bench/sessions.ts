// What sessions cost: how long until one is usable, what a statement in one takes beside the same statement
// in a bare host, turn by turn, since the machine is not as fast at all times, how long the cancel of one and the close of a full session take, and what many sessions
// leave in memory. The core, the store and the hosts are real; there is no HTTP in between.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Session } from '../packages/gateway/src/core/session/session.ts';
import { startDuckdb } from '../packages/gateway/tests/support/start-duckdb.ts';
import { figuresOf, machine, ms } from './figures.ts';
import { startBareHost } from './support/bare-host.ts';
import { processTree } from './support/process-tree.ts';

const rounds = Number(process.argv[2] ?? 200);
const many = 500;
const queued = 1_000;
const waitMs = 60_000;
const wish = { by: 'bench', reason: 'user', requestId: 'bench' } as const;
const scan = 'SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3';

const world = await startDuckdb({ slots: 8 });
const { actions, projectId } = world;
await world.run('SELECT 1');
const bareDir = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
const bare = await startBareHost(bareDir, projectId);

console.log(`${machine()}\n${rounds} rounds\n`);
const session = await open();
print('create, until it is open', await times(rounds, async () => close(await open())));
const [inSession, inBare] = await turnByTurn(
  () => run(session, 'SELECT 42'),
  () => bare.run('SELECT 42'),
);
await bare.stop();
rmSync(bareDir, { recursive: true });
print('SELECT 42 in a session', inSession);
print('SELECT 42 in a bare host', inBare);
const added = figuresOf(inSession).p50 - figuresOf(inBare).p50;
console.log(`added by the session, p50: ${ms(added)} ms`);
print('cancel of a running statement', await times(30, cancelOne, startScan));
await close(session);

const full = await open();
await submit(full, scan);
for (let done = 0; done < queued; done += 100) {
  await submit(full, ...Array.from({ length: 100 }, () => ['SELECT 1']).flat());
}
await pause(500);
const start = performance.now();
await close(full);
console.log(`close with 1 running and ${queued} waiting: ${ms(performance.now() - start)} ms`);

const before = hostBytes();
const opening = performance.now();
const sessions = await Promise.all(Array.from({ length: many }, open));
const openedMs = performance.now() - opening;
const kib = (hostBytes() - before) / many / 1_024;
console.log(`${many} sessions: open in ${ms(openedMs)} ms, ${kib.toFixed(0)} KiB of the host each`);
const closing = performance.now();
await Promise.all(sessions.map(close));
console.log(`closed in ${ms(performance.now() - closing)} ms`);

await world.close();

async function open(): Promise<Session> {
  const answer = await actions.createSession({ projectId, owner: 'bench' });
  if (answer.kind !== 'accepted') throw new Error(answer.kind);
  const opened = await actions.awaitSession(
    projectId,
    answer.session.id,
    waitMs,
    ({ state }) => state.status === 'open',
  );
  if (opened?.state.status !== 'open') throw new Error('it did not open');
  return opened;
}

async function submit({ id }: Session, ...statements: string[]) {
  const answer = await actions.submitStatements(projectId, id, { owner: 'bench', statements });
  if (answer.kind !== 'accepted') throw new Error(answer.kind);
  return answer.jobs;
}

async function run(of: Session, sql: string): Promise<void> {
  const [job] = await submit(of, sql);
  if (job) await world.ended(job);
}

async function close({ id }: Session): Promise<void> {
  const { kind } = await actions.closeSession(projectId, id, wish, waitMs);
  if (kind !== 'closed') throw new Error(kind);
}

async function startScan() {
  const [job] = await submit(session, scan);
  if (!job) throw new Error('nothing was submitted');
  await world.running(job);
  await pause(100);
  return job;
}

async function cancelOne(job: Awaited<ReturnType<typeof startScan>>): Promise<void> {
  if ((await world.cancel(job)).kind !== 'cancelled') throw new Error('not cancelled');
}

type Once = () => Promise<unknown>;

/** The first rounds are not counted: programs become faster as they are used. */
async function turnByTurn(one: Once, other: Once): Promise<readonly [number[], number[]]> {
  const taken: readonly [number[], number[]] = [[], []];
  for (let round = -50; round < rounds; round++) {
    const [first, second] = [await times(1, one), await times(1, other)];
    if (round < 0) continue;
    taken[0].push(...first);
    taken[1].push(...second);
  }
  return taken;
}

/** @param prepare is not timed */
async function times<T>(
  count: number,
  act: (prepared: T) => Promise<unknown>,
  prepare: () => Promise<T> = async () => undefined as T,
): Promise<number[]> {
  const taken: number[] = [];
  for (let round = 0; round < count; round++) {
    const prepared = await prepare();
    const from = performance.now();
    await act(prepared);
    taken.push(performance.now() - from);
  }
  return taken;
}

function print(what: string, taken: readonly number[]): void {
  const { p50, p95 } = figuresOf(taken);
  console.log(`${what.padEnd(34)} p50 ${ms(p50).padStart(7)}  p95 ${ms(p95).padStart(7)} ms`);
}

function hostBytes(): number {
  const hosts = processTree(process.pid).filter(({ role }) => role === 'host');
  return hosts.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
}
