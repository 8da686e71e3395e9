import { createSecretKey } from 'node:crypto';
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { SessionOrder } from '../../src/core/actions/create-session.ts';
import type { Job } from '../../src/core/job/job.ts';
import { hasEnded, type Session } from '../../src/core/session/session.ts';
import { readHostRecord } from '../../src/engines/duckdb/host-record.ts';
import { startDuckdb } from '../support/start-duckdb.ts';
import { gatewayPoints } from './gateway-points.ts';
import { passPoint } from './kill-switch.ts';

// A gateway in small, in a process of its own: the real core, store and DuckDB hosts. It does what its
// parent says over the process channel, and dies at the point for which its switch is armed.

export interface GatewaySettings {
  readonly dataDir: string;
  readonly switchFile: string;
  readonly projectId: string;
  readonly markerKey: string;
  readonly slots: number;
  readonly interruptMs: number;
}

export interface Call {
  readonly id: number;
  readonly verb: keyof typeof verbs;
  readonly rest: readonly never[];
}

export type Reply =
  | { readonly ready: true }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failure: string };

const settings = JSON.parse(process.env['SLUICE_TEST_RECOVERY'] ?? '') as GatewaySettings;
watchHosts();
watchRecords();
watchKills();
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const { dataDir, projectId, slots, interruptMs } = settings;
const world = await startDuckdb({
  dataDir,
  projectId,
  slots,
  interruptMs,
  leavesBatches: true,
  // Each named point is there in every job.
  shortMs: 0,
  markerKey: createSecretKey(settings.markerKey, 'hex'),
  ...gatewayPoints((point) => passPoint(settings.switchFile, point)),
});
const wish = { by: 'test', reason: 'user', requestId: 'test' } as const;
const cancelWaitMs = 20_000;
const ofProject = {
  projectId,
  engine: 'duckdb',
  slots: 1,
  defaultDatabase: 'default',
  queuedTimeoutMs: null,
  runTimeoutMs: null,
  createdBy: 'test',
};

const verbs = {
  submit: (sql: string, key: string) => world.submit(sql, { key }),
  submitScript: (sql: string, key: string) => world.submitScript(sql, { key }),
  log: async (jobId: string, stream: 'stdout' | 'stderr') => {
    const job = await world.actions.findJob(projectId, jobId);
    return job && world.log(job, stream);
  },
  find: (jobId: string) => world.actions.findJob(projectId, jobId),
  findByKey: (key: string) => world.actions.findJobByKey(projectId, key),
  awaitEnding: (jobId: string, ms: number) => world.actions.awaitEnding(projectId, jobId, ms),
  cancel: (jobId: string) => world.actions.cancelJob(projectId, jobId, wish, cancelWaitMs),
  cancelByKey: (key: string) => world.actions.cancelByKey(projectId, key, wish, cancelWaitMs),
  receiptOf: (jobId: string) => world.actions.receiptOf(projectId, jobId),
  rows: (sql: string) => world.rows(sql),
  createQueue: (name: string, sessionPlaces: number) =>
    world.actions.createQueue({ ...ofProject, name, sessionPlaces }),
  createSession: (key: string, more: Partial<SessionOrder>) =>
    world.actions.createSession({ projectId, owner: 'test', key, ...more }),
  awaitSettled: (sessionId: string) =>
    world.actions.awaitSession(
      projectId,
      sessionId,
      cancelWaitMs,
      ({ state }) => state.status === 'open' || state.status === 'ended',
    ),
  openSession,
  findSession: (sessionId: string) => world.actions.sessions.find(projectId, sessionId),
  awaitSessionEnd: (sessionId: string, ms: number) =>
    world.actions.awaitSession(projectId, sessionId, ms, hasEnded),
  statement,
  requestClose: (sessionId: string) => world.actions.requestClose(projectId, sessionId, wish),
  closeSession: (sessionId: string) =>
    world.actions.closeSession(projectId, sessionId, wish, cancelWaitMs),
  resultRows,
  stop: async () => {
    await world.close();
    setImmediate(() => process.exit(0));
  },
} satisfies Record<string, (...rest: never[]) => Promise<unknown>>;

process.on('message', ({ id, verb, rest }: Call) => {
  const act = verbs[verb] as (...rest: readonly never[]) => Promise<unknown>;
  act(...rest).then(
    (answer) => tell({ id, answer }),
    (error: unknown) => tell({ id, failure: String(error) }),
  );
});
tell({ ready: true });

function tell(reply: Reply): void {
  process.send?.(reply);
}

/** Answers once it is open. */
async function openSession(): Promise<Session> {
  const made = await world.actions.createSession({ projectId, owner: 'test' });
  if (made.kind !== 'accepted') throw new Error(`the session was ${made.kind}`);
  const { id } = made.session;
  const session = await world.actions.awaitSession(
    projectId,
    id,
    cancelWaitMs,
    ({ state }) => state.status === 'open' || state.status === 'ended',
  );
  if (session?.state.status !== 'open') throw new Error(JSON.stringify(session));
  return session;
}

async function statement(sessionId: string, sql: string, key?: string): Promise<Job> {
  const order = { owner: 'test', statements: [sql], key };
  const answer = await world.actions.submitStatements(projectId, sessionId, order);
  const [job] = answer.kind === 'accepted' ? answer.jobs : [];
  if (!job) throw new Error(JSON.stringify(answer));
  return job;
}

/** How many rows of a job's result can be read back. */
async function resultRows(jobId: string): Promise<number | string> {
  const page = { offset: 0, limit: 10_000_000 };
  const { signal } = new AbortController();
  const answer = await world.actions.readResult(projectId, jobId, page, signal);
  if (answer.kind !== 'rows') return answer.kind;
  let count = 0;
  for await (const _ of answer.rows) count += 1;
  return count;
}

/** Whoever is a victim here has to die before the kill that is watched. */
function watchKills(): void {
  const kill = process.kill.bind(process);
  process.kill = (pid, signal) => {
    if (signal === 'SIGKILL') passPoint(settings.switchFile, 'host kill next');
    return kill(pid, signal);
  };
}

/** The second record of a host is there, which has its pid. */
function watchRecords(): void {
  const { renameSync } = fs;
  fs.renameSync = (from, to) => {
    renameSync(from, to);
    const isNamed = String(to).endsWith('/host.json') && readHostRecord(String(to))?.process;
    if (isNamed) passPoint(settings.switchFile, 'host named');
  };
  syncBuiltinESMExports();
}

/** The real program of the hosts gets a module before it that watches what it does. */
function watchHosts(): void {
  const preload = fileURLToPath(new URL('host-points.ts', import.meta.url));
  const { spawn } = childProcess;
  const watched = (file: string, rest: readonly string[], options: childProcess.SpawnOptions) => {
    const env = { ...options.env, SLUICE_TEST_SWITCH: settings.switchFile };
    const isHost = rest.some((argument) => argument.endsWith('/host/main.ts'));
    if (isHost) passPoint(settings.switchFile, 'host recorded');
    const child = spawn(file, ['--import', preload, ...rest], { ...options, env });
    if (isHost) passPoint(settings.switchFile, 'host born');
    return child;
  };
  childProcess.spawn = watched as typeof spawn;
  syncBuiltinESMExports();
}
