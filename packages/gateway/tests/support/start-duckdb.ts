import { createSecretKey, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Actions, bindActions } from '../../src/core/actions/actions.ts';
import type { BatchOrder } from '../../src/core/actions/submit-batch.ts';
import type { SubmitOrder } from '../../src/core/actions/submit-job.ts';
import type { EndedJob, Job } from '../../src/core/job/job.ts';
import { evict, type KillPolicy } from '../../src/core/job/kill-policy.ts';
import { SessionUse } from '../../src/core/session/session-use.ts';
import type { Session } from '../../src/core/session/session.ts';
import type { FileName } from '../../src/core/files/file-name.ts';
import type { BucketStore } from '../../src/core/ports/bucket-store.ts';
import type { Engine } from '../../src/core/ports/engine.ts';
import type { JobStore } from '../../src/core/ports/job-store.ts';
import type { SqlEngine } from '../../src/core/ports/sql-engine.ts';
import { ProjectQuotas } from '../../src/core/quotas/project-quotas.ts';
import { noLimits, type QuotaLimits } from '../../src/core/quotas/quota.ts';
import { Runner } from '../../src/core/runner/runner.ts';
import { SessionRunner } from '../../src/core/runner/session-runner.ts';
import { DuckdbEngine } from '../../src/engines/duckdb/duckdb-engine.ts';
import type { DuckdbSettings } from '../../src/engines/duckdb/duckdb-settings.ts';
import { SqlScriptEngine } from '../../src/engines/sql-script/sql-script-engine.ts';
import { createInProcessNews } from '../../src/stores/in-process-news.ts';
import { openSqliteStores } from '../../src/stores/sqlite/open-sqlite-stores.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { randomIds } from '../../src/system/random-ids.ts';
import { machineUptime } from '../../src/system/machine-uptime.ts';
import { systemClock } from '../../src/system/system-clock.ts';
import { bucketsIn } from './buckets-in.ts';
import { type AroundCall, watchCalls } from './watch-calls.ts';

export interface DuckdbWorld {
  readonly dataDir: string;
  readonly projectId: string;
  readonly actions: Actions;
  readonly stores: Stores;
  readonly quotas: ProjectQuotas;
  readonly engine: DuckdbEngine;
  readonly scripts: SqlScriptEngine;
  readonly buckets: BucketStore;
  readonly runner: Runner;
  /** Submits and answers with the queued job. */
  submit(sql: string, more?: Partial<SubmitOrder>): Promise<Job>;
  /** Puts a file of this text into the project's bucket, and submits it as a batch. */
  submitScript(sql: string, more?: Partial<BatchOrder>): Promise<Job>;
  /** Of a batch. */
  log(job: Job, stream?: 'stdout' | 'stderr'): Promise<string>;
  /** Waits for the true ending. */
  ended(job: Job): Promise<EndedJob>;
  /** Submits and waits for the true ending. */
  run(sql: string, more?: Partial<SubmitOrder>): Promise<EndedJob>;
  /** The rows of a query, as JSON texts. */
  rows(sql: string): Promise<string[]>;
  /** Waits until the job is seen to run. */
  running(job: Job): Promise<void>;
  cancel(job: Job): ReturnType<Actions['cancelJob']>;
  /** Pids of every process that was started for this data directory, read from the process table. */
  processes(): number[];
  /** Names of everything in the bucket and in the results directory. */
  files(): string[];
  close(): Promise<void>;
}

const endingMs = 60_000;

export interface DuckdbWorldSettings {
  readonly slots?: number;
  /** Of every project; no limit unless said. */
  readonly quotas?: Partial<QuotaLimits>;
  readonly interruptMs?: number;
  /** Milliseconds since the machine was started, as scripts see it. */
  readonly uptime?: () => number;
  /** Of the queue. */
  readonly killPolicy?: KillPolicy;
  /** One that outlives this world; a new one, removed at the close, when absent. */
  readonly dataDir?: string;
  readonly projectId?: string;
  /** A world that follows another on its directory needs the same. */
  readonly markerKey?: KeyObject;
  /** Other limits of the hosts than the tests' usual ones. */
  readonly limits?: Partial<DuckdbSettings>;
  /** Whether its scripts are left as they are when it is closed; they are cancelled unless said. */
  readonly leavesBatches?: boolean;
  /** Of the runner; 0 has each start written by itself. */
  readonly shortMs?: number;
  readonly aroundJobs?: AroundCall;
  readonly aroundLeases?: AroundCall;
  readonly aroundEngine?: AroundCall;
  readonly aroundSessions?: AroundCall;
  /** Around each call of the engine's contexts that the core makes. */
  readonly aroundContexts?: AroundCall;
  /** Around what scripts ask of the engine of their statements. */
  readonly aroundStatements?: AroundCall;
  /** What is put around the job store. */
  readonly decorateJobs?: (jobs: JobStore) => JobStore;
}

/** The real core over the real store and real DuckDB hosts, in a directory of its own. */
export async function startDuckdb(settings: DuckdbWorldSettings = {}): Promise<DuckdbWorld> {
  const dataDir = settings.dataDir ?? mkdtempSync(join(tmpdir(), 'sluice-test-duckdb-'));
  const projectId = settings.projectId ?? randomUUID().replaceAll('-', '');
  const stores = await openSqliteStores(join(dataDir, 'state.db'), systemClock);
  const quotas = new ProjectQuotas(stores.quotas, { ...noLimits, ...settings.quotas }, systemClock);
  const engine = new DuckdbEngine({
    quotas,
    dataDir,
    markerKey: settings.markerKey ?? createSecretKey(randomBytes(32)),
    memoryBytes: 2e9,
    hostsMemoryBytes: 8e9,
    hostIdleMs: 600_000,
    hostWaitMs: 300_000,
    threads: 2,
    interruptMs: settings.interruptMs ?? 5_000,
    hostOrphanMs: 30_000,
    holdMs: 30_000,
    formerHost: () => {},
    startFailed: () => {},
    killPolicyOf: async ({ queueName }) =>
      (await stores.queues.find(projectId, queueName))?.killPolicy ?? evict,
    now: () => systemClock.now(),
    ...settings.limits,
  });
  const { aroundJobs = justCall, aroundLeases = justCall, aroundEngine = justCall } = settings;
  const { aroundSessions = justCall, aroundContexts = justCall } = settings;
  const { aroundStatements = justCall } = settings;
  const buckets = bucketsIn(dataDir);
  const scripts = new SqlScriptEngine({
    dataDir,
    buckets,
    engine: watchCalls<SqlEngine>(engine, aroundStatements),
    sessions: engine.sessions,
    logBytes: 1e9,
    leavesBatches: settings.leavesBatches ?? false,
    failed: report,
    now: () => systemClock.now(),
    uptime: settings.uptime ?? machineUptime,
  });
  const { decorateJobs = (jobs) => jobs } = settings;
  const ports = {
    jobs: decorateJobs(watchCalls(stores.jobs, aroundJobs)),
    audit: stores.audit,
    buckets,
    resources: stores.resources,
    savedTexts: stores.savedTexts,
    events: stores.events,
    queues: stores.queues,
    quotas,
    batchEngines: new Map([['duckdb', [scripts]]]),
    engines: new Map([['duckdb', watchCalls<SqlEngine>(engine, aroundEngine)]]),
    grants: stores.grants,
    news: createInProcessNews<Job>(report, systemClock),
    sessions: watchCalls(stores.sessions, aroundSessions),
    clientLeases: stores.clientLeases,
    sessionEngines: new Map([['duckdb', watchCalls(engine.sessions, aroundContexts)]]),
    sessionNews: createInProcessNews<Session>(report, systemClock),
    sessionUse: new SessionUse(),
    clock: systemClock,
    ids: randomIds,
  };
  const actions = bindActions(ports);
  await actions.createQueue({
    projectId: null,
    name: 'default',
    engine: 'duckdb',
    slots: settings.slots ?? 4,
    defaultDatabase: 'default',
    killPolicy: settings.killPolicy ?? evict,
    queuedTimeoutMs: null,
    runTimeoutMs: null,
    createdBy: 'test',
  });
  const { shortMs = 20 } = settings;
  const options = { holder: 'test', leaseTtlMs: 15_000, tickMs: 100, shortMs };
  const leases = watchCalls(stores.leases, aroundLeases);
  const engines = new Map<string, Engine>([
    ...ports.engines,
    [scripts.name, watchCalls(scripts, aroundEngine)],
  ]);
  const { openings } = stores;
  const running = { ...ports, engines, openings };
  const runner = await Runner.start(running, leases, options, { failed: report });

  const sessionRunner = await SessionRunner.start(
    ports,
    { leaseToken: runner.leaseToken, tickMs: 100 },
    { failed: report, leaseLost: (cause) => report('holding the lease', cause) },
  );

  const world: DuckdbWorld = {
    dataDir,
    projectId,
    actions,
    stores,
    quotas,
    engine,
    scripts,
    buckets,
    runner,
    async submit(sql, more) {
      const answer = await actions.submitJob({ projectId, owner: 'test', sql, ...more });
      if (answer.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(answer)}`);
      return answer.job;
    },
    async submitScript(sql, more) {
      const file = { bucket: 'scripts', key: `${randomUUID()}.sql` };
      await put(buckets, projectId, file, sql);
      const answer = await actions.submitBatch({
        projectId,
        owner: 'test',
        file: `obs://${file.bucket}/${file.key}`,
        args: [],
        files: [],
        name: null,
        sent: null,
        ...more,
      });
      if (answer.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(answer)}`);
      return answer.job;
    },
    async log(job, stream = 'stdout') {
      const piece = await actions.readLog(job, { stream }, 0, 100_000_000);
      return Buffer.from(piece?.bytes ?? []).toString();
    },
    async ended(job) {
      const awaited = await actions.awaitEnding(projectId, job.id, endingMs);
      if (awaited.kind !== 'ended') throw new Error(`job ${job.id} did not end: ${awaited.kind}`);
      return awaited.job;
    },
    async run(sql, more) {
      return world.ended(await world.submit(sql, more));
    },
    async rows(sql) {
      const job = await world.run(sql);
      const page = { offset: 0, limit: 1_000_000 };
      const answer = await actions.readResult(
        projectId,
        job.id,
        page,
        new AbortController().signal,
      );
      if (answer.kind !== 'rows') throw new Error(`${sql}: ${JSON.stringify(job.state)}`);
      return Array.fromAsync(answer.rows);
    },
    async running(job) {
      for (;;) {
        const found = await actions.findJob(projectId, job.id);
        if (found?.state.status === 'running') return;
        if (found?.state.status === 'ended')
          throw new Error(`ended: ${JSON.stringify(found.state)}`);
        await systemClock.sleep(2);
      }
    },
    cancel: (job) =>
      actions.cancelJob(
        projectId,
        job.id,
        { by: 'test', reason: 'user', requestId: 'test' },
        endingMs,
      ),
    processes: () => processesNaming(dataDir),
    files: () =>
      ['bucket', 'results'].flatMap((room) => namesIn(join(dataDir, 'projects', projectId, room))),
    async close() {
      await runner.drain(0);
      await sessionRunner.drain();
      await scripts.close();
      await engine.close();
      await stores.close();
      if (!settings.dataDir) rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return world;
}

async function put(
  buckets: BucketStore,
  projectId: string,
  file: FileName,
  text: string,
): Promise<void> {
  const bytes = Buffer.from(text);
  const content = (async function* () {
    yield bytes;
  })();
  const upload = { content, length: bytes.length, sha256: null, part: null, limit: null };
  const answer = await buckets.put(projectId, file, upload);
  if (answer.kind !== 'put') throw new Error(`not put: ${answer.kind}`);
}

const justCall: AroundCall = (_method, _rest, call) => call();

function report(what: string, cause: unknown): void {
  process.stderr.write(`${what}: ${String(cause)}\n`);
}

/** Every process whose command line names the text, the caller's own left out. */
export function processesNaming(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
