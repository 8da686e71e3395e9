import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { noNotes } from '../../src/core/ports/queue-notes.ts';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Actions, bindActions } from '../../src/core/actions/actions.ts';
import type { BatchOrder } from '../../src/core/actions/submit-batch.ts';
import type { EndedJob, Job } from '../../src/core/job/job.ts';
import { defaultProgramRules, type ProgramRules } from '../../src/core/job/program-rules.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import type { Engine } from '../../src/core/ports/engine.ts';
import type { BucketStore } from '../../src/core/ports/bucket-store.ts';
import type { Receipt } from '../../src/core/job/receipt.ts';
import { ProjectQuotas } from '../../src/core/quotas/project-quotas.ts';
import { noLimits } from '../../src/core/quotas/quota.ts';
import { Runner } from '../../src/core/runner/runner.ts';
import { SessionUse } from '../../src/core/session/session-use.ts';
import type { Session } from '../../src/core/session/session.ts';
import { BatchPlace } from '../../src/engines/batch-room.ts';
import { type Isolation, probeIsolation } from '../../src/engines/process/isolation.ts';
import { ProcessEngine } from '../../src/engines/process/process-engine.ts';
import { createInProcessNews } from '../../src/stores/in-process-news.ts';
import { openSqliteStores } from '../../src/stores/sqlite/open-sqlite-stores.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { machineUptime } from '../../src/system/machine-uptime.ts';
import { randomIds } from '../../src/system/random-ids.ts';
import { systemClock } from '../../src/system/system-clock.ts';
import { bucketsIn } from '../support/buckets-in.ts';
import { untilReady } from './run-program.ts';

const programs = join(import.meta.dirname, 'programs');
export const projectId = 'project';
const endingMs = 60_000;
export const leaseTtlMs = 15_000;

export interface BatchWorld {
  readonly dataDir: string;
  readonly actions: Actions;
  readonly stores: Stores;
  readonly buckets: BucketStore;
  readonly engine: ProcessEngine;
  /** Puts one of the programs that are kept beside this file into the project's bucket, and submits it. */
  submit(program: string, order?: Partial<BatchOrder>): Promise<Job>;
  /** Puts a file of this text there. */
  put(name: string, text: string): Promise<void>;
  placeOf(job: Job): BatchPlace;
  /** Waits until the program has written `ready`. */
  ready(job: Job, attempt?: number): Promise<void>;
  ended(job: Job): Promise<EndedJob>;
  cancel(job: Job, graceMs?: number): ReturnType<Actions['cancelJob']>;
  log(job: Job, stream?: 'stdout' | 'stderr', from?: number, attempt?: number): Promise<string>;
  receipt(job: Job): Promise<Receipt | null>;
  /** Ends as a gateway that is stopped does. @param stopMs how long it waits for what is being cancelled */
  close(stopMs?: number): Promise<void>;
}

export interface BatchWorldSettings {
  /** One that outlives this world; a new one, removed at the close, when absent. */
  readonly dataDir?: string;
  readonly isolation?: Isolation;
  readonly rules?: Partial<ProgramRules>;
  /** Called whenever the rules of a queue are asked for, which waits for it, and fails where it throws. */
  readonly onRules?: () => void | Promise<void>;
  readonly logBytes?: number;
  readonly slots?: number;
  readonly isAlone?: () => Promise<boolean>;
  /** Whether its batches go on when it is closed; they end unless said. */
  readonly leavesBatches?: boolean;
  /** Who holds the lease; one name in all worlds unless said. */
  readonly holder?: string;
  readonly clock?: Clock;
  /** Milliseconds since the machine was started, as the engine sees it. */
  readonly uptime?: () => number;
}

/** The real core over the real store, and batches as real processes. */
export async function startBatches(settings: BatchWorldSettings = {}): Promise<BatchWorld> {
  const dataDir = settings.dataDir ?? mkdtempSync(join(tmpdir(), 'sluice-test-batches-'));
  const clock = settings.clock ?? systemClock;
  const stores = await openSqliteStores(join(dataDir, 'state.db'), clock);
  const buckets = bucketsIn(dataDir);
  const programRules = { ...defaultProgramRules, allowsExecutables: true, ...settings.rules };
  const engine = new ProcessEngine({
    dataDir,
    buckets,
    isolation: settings.isolation ? Promise.resolve(settings.isolation) : probeIsolation(dataDir),
    rulesOf: async () => {
      await settings.onRules?.();
      return programRules;
    },
    gatewayFor: ({ id }) => ({ url: 'http://127.0.0.1:1', token: `token of ${id}` }),
    isAlone: settings.isAlone ?? (() => Promise.resolve(true)),
    hidden: [],
    logBytes: settings.logBytes ?? 1e9,
    leavesBatches: settings.leavesBatches ?? false,
    failed: report,
    now: () => clock.now(),
    uptime: settings.uptime ?? machineUptime,
  });
  const ports = {
    jobs: stores.jobs,
    audit: stores.audit,
    buckets,
    resources: stores.resources,
    savedTexts: stores.savedTexts,
    events: stores.events,
    queues: stores.queues,
    quotas: new ProjectQuotas(stores.quotas, noLimits, clock),
    engines: new Map(),
    batchEngines: new Map([['duckdb', [engine]]]),
    grants: stores.grants,
    news: createInProcessNews<Job>(report, clock),
    sessions: stores.sessions,
    clientLeases: stores.clientLeases,
    sessionEngines: new Map(),
    sessionNews: createInProcessNews<Session>(report, clock),
    sessionUse: new SessionUse(),
    clock,
    ids: randomIds,
  };
  const actions = bindActions(ports);
  await stores.queues.create({
    id: 'queue',
    projectId: null,
    name: 'default',
    engine: 'duckdb',
    slots: settings.slots ?? 8,
    sessionPlaces: 0,
    killPolicy: { kind: 'evict' },
    programRules,
    notes: noNotes,
    defaultDatabase: 'default',
    queuedTimeoutMs: null,
    runTimeoutMs: null,
    createdAt: 0,
    createdBy: 'test',
  });
  const options = { holder: settings.holder ?? 'test', leaseTtlMs, tickMs: 100, shortMs: 20 };
  const engines = new Map<string, Engine>([[engine.name, engine]]);
  const runner = await Runner.start(
    { ...ports, engines, openings: stores.openings },
    stores.leases,
    options,
    {
      failed: report,
    },
  );

  const put: Record<string, Promise<void>> = {};
  const world: BatchWorld = {
    dataDir,
    actions,
    stores,
    buckets,
    engine,
    async submit(program, order) {
      await (put[program] ??= world.put(program, readFileSync(join(programs, program), 'utf8')));
      const answer = await actions.submitBatch({
        projectId,
        owner: 'test',
        file: `obs://programs/${program}`,
        args: [],
        files: [],
        name: null,
        sent: null,
        ...order,
      });
      if (answer.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(answer)}`);
      return answer.job;
    },
    async put(name, text) {
      const file = { bucket: 'programs', key: name };
      const bytes = Buffer.from(text);
      const content = (async function* () {
        yield bytes;
      })();
      const upload = { content, length: bytes.length, sha256: null, part: null, limit: null };
      const answer = await buckets.put(projectId, file, upload);
      if (answer.kind !== 'put') throw new Error(`not put: ${answer.kind}`);
    },
    placeOf: ({ id }) => new BatchPlace(dataDir, projectId, id),
    ready: (job, attempt = 0) => untilReady({ room: world.placeOf(job).room(attempt) }),
    async ended(job) {
      const awaited = await actions.awaitEnding(projectId, job.id, endingMs);
      if (awaited.kind !== 'ended') throw new Error(`job ${job.id} did not end: ${awaited.kind}`);
      return awaited.job;
    },
    cancel: (job, graceMs) =>
      actions.cancelJob(
        projectId,
        job.id,
        {
          by: 'test',
          reason: 'user',
          requestId: 'test',
          ...(graceMs !== undefined && { graceMs }),
        },
        endingMs,
      ),
    async log(job, stream = 'stdout', from = 0, attempt) {
      const name = attempt === undefined ? { stream } : { stream, attempt };
      const piece = await actions.readLog(job, name, from, 1_000_000);
      return Buffer.from(piece?.bytes ?? []).toString();
    },
    receipt: ({ id }) => stores.jobs.receiptOf(id),
    async close(stopMs) {
      await runner.drain(0, stopMs);
      await engine.close();
      await stores.close();
      if (settings.dataDir === undefined) rmSync(dataDir, { recursive: true });
    },
  };
  return world;
}

function report(what: string, cause: unknown): void {
  process.stderr.write(`${what} failed: ${String(cause)}\n`);
}
