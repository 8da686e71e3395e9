// How long the neighbours of a statement that ignores interrupts pause when its host is killed: from the
// submit of a small statement until its rows, the longest of many one after the other. The core, the store and
// the hosts are real; there is no HTTP in between.
import type { Session } from '../packages/gateway/src/core/session/session.ts';
import { computing } from '../packages/gateway/tests/support/computing.ts';
import { sessionCalls } from '../packages/gateway/tests/support/session-calls.ts';
import { deaf } from '../packages/gateway/tests/support/slow-sql.ts';
import { startDuckdb } from '../packages/gateway/tests/support/start-duckdb.ts';
import { figuresOf, machine, ms } from './figures.ts';

const rounds = Number(process.argv[2] ?? 10);
const million = 'CREATE TEMP TABLE kept AS SELECT i, i::VARCHAR AS t FROM range(1000000) r(i)';
const small = 'CREATE TEMP TABLE kept AS SELECT 42 AS i';

/** Who is looked at, and how many others there are. */
interface Scene {
  readonly title: string;
  /** Null for jobs of their own. */
  readonly keeps: string | null;
  readonly others: readonly string[];
}

const scenes: readonly Scene[] = [
  { title: 'jobs of their own', keeps: null, others: [] },
  { title: 'a session that keeps one row', keeps: small, others: [] },
  { title: 'the same beside 100 such sessions', keeps: small, others: Array(100).fill(small) },
  { title: 'the same beside one with 1 M rows', keeps: small, others: [million] },
  { title: 'a session that keeps 1 M rows', keeps: million, others: [] },
];

console.log(`${machine()}\n${rounds} rounds\n`);
for (const scene of scenes) await play(scene);

async function play({ title, keeps, others }: Scene): Promise<void> {
  const world = await startDuckdb({ slots: 8, interruptMs: 200 });
  const calls = sessionCalls(world);
  const sessions: Session[] = [];
  const watched = keeps === null ? null : await open(keeps);
  for (const sql of others) await open(sql);
  const pauses: number[] = [];
  for (let round = 0; round < rounds; round++) pauses.push(await longestPause());
  const { p50, p95 } = figuresOf(pauses);
  const lost = await lostSessions();
  const figures = `p50 ${ms(p50).padStart(6)}  p95 ${ms(p95).padStart(6)} ms`;
  console.log(`${title.padEnd(36)} ${figures}  sessions lost: ${lost} of ${sessions.length}`);
  await world.close();

  async function lostSessions(): Promise<number> {
    const found = sessions.map(({ id }) => world.actions.sessions.find(world.projectId, id));
    return (await Promise.all(found)).filter((session) => session?.state.status !== 'open').length;
  }

  async function open(sql: string): Promise<Session> {
    const session = await calls.open();
    sessions.push(session);
    await calls.run(session, sql);
    return session;
  }

  async function longestPause(): Promise<number> {
    await world.run('SELECT 1');
    const [host = 0] = world.processes();
    const job = await world.submit(deaf);
    await world.running(job);
    await computing(host);
    const cancelled = world.cancel(job);
    const over = new AbortController();
    void cancelled.then(() => over.abort());
    let longest = 0;
    while (!over.signal.aborted) {
      const from = performance.now();
      await look();
      longest = Math.max(longest, performance.now() - from);
    }
    const { kind } = await cancelled;
    if (kind !== 'cancelled') throw new Error(kind);
    return longest;
  }

  async function look(): Promise<unknown> {
    if (!watched) return world.run('SELECT 42');
    const { state } = await calls.end(watched, 'SELECT max(i) FROM kept');
    if (state.ending.how !== 'succeeded')
      throw new Error(`${title}: ${JSON.stringify(state.ending)}`);
    return state;
  }
}
