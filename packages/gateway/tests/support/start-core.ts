import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { defaultProgramRules } from '../../src/core/job/program-rules.ts';
import { noNotes } from '../../src/core/ports/queue-notes.ts';
import type { CancelWish } from '../../src/core/actions/request-cancel.ts';
import type { SubmitOrder } from '../../src/core/actions/submit-job.ts';
import type { JobError } from '../../src/core/job/ending.ts';
import type { Job, JobId } from '../../src/core/job/job.ts';
import { isEnded } from '../../src/core/job/job.ts';
import type { JobStore } from '../../src/core/ports/job-store.ts';
import { maintenanceQueue } from '../../src/core/maintenance/maintenance-queue.ts';
import { LeaseLostError } from '../../src/core/runner/move-job.ts';
import type { Queue } from '../../src/core/ports/queue-store.ts';
import type { Script } from '../../src/engines/scripted/script.ts';
import { ScriptedEngine } from '../../src/engines/scripted/scripted-engine.ts';
import {
  ScriptedSessions,
  type SessionScript,
} from '../../src/engines/scripted/scripted-sessions.ts';
import { openSqliteStores } from '../../src/stores/sqlite/open-sqlite-stores.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { bucketsIn } from './buckets-in.ts';
import { HandClock } from './hand-clock.ts';
import { soon } from './soon.ts';
import { Stage } from './stage.ts';
import {
  type CoreGateway,
  type GatewayOptions,
  startGatewayOver,
  type World,
} from './start-gateway-over.ts';
import { type AroundCall, watchCalls } from './watch-calls.ts';
import { syncAtOnce } from './sync-at-once.ts';
import { Witness } from './witness.ts';

export interface CoreOptions extends GatewayOptions {
  readonly script?: Script;
  readonly sessionScript?: SessionScript;
  /** Slots of the shared queue `default`; 2 unless said. */
  readonly slots?: number;
  readonly queue?: Partial<Queue>;
  /** What is put around the job store, for every gateway over it. */
  readonly decorateJobs?: (jobs: JobStore) => JobStore;
}

/** The core with a real runner, real actions and a real store, on the scripted engine and a hand-moved clock. */
export interface Core extends CoreGateway, World {
  readonly stage: Stage;
  /** The file of the store. */
  readonly stateFile: string;
  readonly witness: Witness;
  /** Submits a statement of `project-1`, unless the order says otherwise. */
  submit(order?: Partial<SubmitOrder>): Promise<JobId>;
  /** Asks for the stop of a job of `project-1` and waits for its truth. */
  cancel(jobId: JobId, wish?: Partial<CancelWish>): ReturnType<CoreGateway['actions']['cancelJob']>;
  /** The job as the store has it. */
  read(jobId: JobId, projectId?: string): Promise<Job>;
  /** Waits until a job has ended. */
  ended(jobId: JobId, projectId?: string): Promise<Job>;
  /** Another gateway over the same store, engine and clock. */
  startAnother(options: GatewayOptions & { holder: string }): Promise<CoreGateway>;
  /** Waits until everything waits for something else than the store. */
  quiet(): Promise<void>;
  /** Conformance 25: fails when something is left, or was broken on the way. */
  sweep(): Promise<void>;
  /** Lets everything end, and sweeps. */
  close(): Promise<void>;
}

export const maria: CancelWish = { by: 'maria', reason: 'user', requestId: 'request-1' };
export const cancelWaitMs = 30_000;

/** Starts the core; it is closed, and swept, when the test ends. */
export async function startCore(options: CoreOptions = {}): Promise<Core> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-core-'));
  const clock = new HandClock();
  const stage = new Stage();
  const engine: ScriptedEngine = new ScriptedEngine(clock, {
    ...options.script,
    refuses: (job) => whySessionGone(contexts, job) ?? options.script?.refuses?.(job) ?? null,
    at: (point, job) => {
      witness.at(point, job);
      const held = stage.at(point, job);
      const scripted = options.script?.at?.(point, job);
      return held && scripted ? Promise.all([held, scripted]).then(() => {}) : (held ?? scripted);
    },
  });
  const contexts: ScriptedSessions = new ScriptedSessions(engine, clock, options.sessionScript);
  const witness = new Witness(engine, contexts);
  const opened = await openSqliteStores(
    join(directory, 'state.db'),
    clock,
    undefined,
    undefined,
    syncAtOnce,
  );
  let callsUnderWay = 0;
  const countCall: AroundCall = async (_method, _rest, call) => {
    callsUnderWay++;
    try {
      return await call();
    } finally {
      callsUnderWay--;
    }
  };
  const { decorateJobs = (jobs) => jobs } = options;
  const stores: Stores = {
    ...opened,
    jobs: decorateJobs(watchCalls(watchCalls(opened.jobs, witness.aroundJobs), countCall)),
    queues: watchCalls(opened.queues, witness.aroundQueues),
    sessions: watchCalls(watchCalls(opened.sessions, witness.aroundSessions), countCall),
  };
  await stores.queues.create(defaultQueue(options));
  await stores.queues.create(maintenanceQueue);
  const buckets = bucketsIn(directory);
  const world: World = { stores, engine, contexts, clock, buckets };
  const first = await startGatewayOver(world, options);
  const gateways = [first];

  const core: Core = {
    ...first,
    ...world,
    stage,
    stateFile: join(directory, 'state.db'),
    witness,
    submit: async (order) => {
      const answer = await first.actions.submitJob({
        projectId: 'project-1',
        owner: 'maria',
        sql: 'SELECT 1',
        ...order,
      });
      if (answer.kind !== 'accepted') throw new Error(`the submit was ${answer.kind}`);
      return answer.job.id;
    },
    cancel: (jobId, wish) =>
      first.actions.cancelJob('project-1', jobId, { ...maria, ...wish }, cancelWaitMs),
    read: async (jobId, projectId = 'project-1') => {
      const job = await stores.jobs.find(projectId, jobId);
      if (!job) throw new Error(`no job ${jobId} in ${projectId}`);
      return job;
    },
    ended: async (jobId, projectId = 'project-1') => {
      const awaited = await soon(
        `the ending of job ${jobId}`,
        first.actions.awaitEnding(projectId, jobId, Number.MAX_SAFE_INTEGER),
      );
      if (awaited.kind !== 'ended') throw new Error(`job ${jobId} is ${awaited.kind}`);
      return awaited.job;
    },
    startAnother: async (others) => {
      const another = await startGatewayOver(world, others);
      gateways.push(another);
      return another;
    },
    quiet: async () => {
      for (let idleTurns = 0; idleTurns < 3; idleTurns++) {
        await setImmediate();
        if (callsUnderWay > 0) idleTurns = 0;
      }
    },
    sweep: () => sweep(world, witness, gateways),
    close: once(async () => {
      stage.open();
      for (const gateway of gateways) {
        gateway.thaw();
        await soon('the gateway drains', clock.runUntil(gateway.runner.drain(0)));
        await soon('its sessions close', clock.runUntil(gateway.sessionRunner.drain()));
        await gateway.maintenance.close();
      }
      await core.sweep();
      await stores.close();
      await rm(directory, { recursive: true });
    }),
  };
  onTestFinished(() => core.close());
  return core;
}

/** No engine runs a statement in a session that it lost. */
function whySessionGone(contexts: ScriptedSessions, { request }: Job): JobError | null {
  if (!request.session || contexts.alive.has(request.session.id)) return null;
  return { code: 'engine', message: 'The scripted engine lost the session.' };
}

function defaultQueue({ slots = 2, queue }: CoreOptions): Queue {
  return {
    id: 'queue-default',
    projectId: null,
    name: 'default',
    engine: 'scripted',
    slots,
    sessionPlaces: 500,
    killPolicy: { kind: 'evict' },
    programRules: defaultProgramRules,
    notes: noNotes,
    defaultDatabase: 'default',
    queuedTimeoutMs: null,
    runTimeoutMs: null,
    createdAt: 0,
    createdBy: 'sluice',
    ...queue,
  };
}

async function sweep(
  { engine, stores }: World,
  witness: Witness,
  gateways: readonly CoreGateway[],
): Promise<void> {
  const left = [...witness.broken];
  if (engine.alive.size > 0) left.push(`alive: ${[...engine.alive].join(' ')}`);
  if (engine.kept.length > 0) left.push(`kept by the engine: ${engine.kept.join(' ')}`);
  for (const job of witness.jobs) {
    if (job.state.status === 'queued') continue;
    if (!isEnded(job)) left.push(`job ${job.id} is ${job.state.status}`);
    const ledger = await stores.jobs.ledgerOf(job.id);
    if (ledger.length > 0) left.push(`on the ledger of ${job.id}: ${JSON.stringify(ledger)}`);
  }
  for (const gateway of gateways) {
    // The runner itself listens as long as it leads.
    const listening = gateway.listening() - Number(gateway.runner.isLeading);
    if (listening > 0) left.push(`${listening} listeners to the news`);
    // One that was followed says so when it finds out, which may be at the very end.
    const isFollowed = gateway !== gateways.at(-1);
    for (const { what, cause } of gateway.failures) {
      if (isFollowed && cause instanceof LeaseLostError) continue;
      left.push(`${what}: ${String(cause)}`);
    }
  }
  if (left.length > 0) throw new Error(left.join('\n'));
}

function once(act: () => Promise<void>): () => Promise<void> {
  let acted: Promise<void> | undefined;
  return () => (acted ??= act());
}
