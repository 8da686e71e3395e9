import { type Actions, bindActions } from '../../src/core/actions/actions.ts';
import type { Job } from '../../src/core/job/job.ts';
import type { BucketStore } from '../../src/core/ports/bucket-store.ts';
import type { JobNews } from '../../src/core/ports/job-news.ts';
import type { Ports } from '../../src/core/ports/ports.ts';
import { ProjectQuotas } from '../../src/core/quotas/project-quotas.ts';
import { noLimits, type OverQuota, type QuotaLimits } from '../../src/core/quotas/quota.ts';
import { Runner, type RunnerOptions } from '../../src/core/runner/runner.ts';
import type { ScriptedSessions } from '../../src/engines/scripted/scripted-sessions.ts';
import { SessionRunner } from '../../src/core/runner/session-runner.ts';
import { SessionUse } from '../../src/core/session/session-use.ts';
import type { Session } from '../../src/core/session/session.ts';
import type { ScriptedEngine } from '../../src/engines/scripted/scripted-engine.ts';
import type { Engine } from '../../src/core/ports/engine.ts';
import { MaintenanceEngine } from '../../src/engines/maintenance/maintenance-engine.ts';
import { createInProcessNews } from '../../src/stores/in-process-news.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { randomIds } from '../../src/system/random-ids.ts';
import type { HandClock } from './hand-clock.ts';
import { soon } from './soon.ts';
import { type AroundCall, watchCalls } from './watch-calls.ts';

/** What outlives a gateway: the store, the engine, time. */
export interface World {
  readonly stores: Stores;
  readonly engine: ScriptedEngine;
  /** The contexts of the engine. */
  readonly contexts: ScriptedSessions;
  readonly clock: HandClock;
  readonly buckets: BucketStore;
}

export interface GatewayOptions extends Partial<RunnerOptions> {
  /** Of every project; no limit unless said. */
  readonly quotas?: Partial<QuotaLimits>;
  /** Hears of each refusal for a quota. */
  readonly refused?: (over: OverQuota) => void;
  /** Around each call of the job store that the runner makes. */
  readonly aroundRunner?: AroundCall;
  /** Around each call of the session store that the session runner makes. */
  readonly aroundSessionRunner?: AroundCall;
  /** Around each call of the job store that an action makes. */
  readonly aroundActions?: AroundCall;
  /** Around each call of the session store. */
  readonly aroundSessions?: AroundCall;
}

/** One gateway process in small: its actions, its runner, its news. */
export interface CoreGateway {
  readonly actions: Actions;
  readonly quotas: ProjectQuotas;
  readonly runner: Runner;
  readonly sessionRunner: SessionRunner;
  readonly maintenance: MaintenanceEngine;
  readonly news: JobNews;
  /** What the runner and the news said had failed, in order. */
  readonly failures: { readonly what: string; readonly cause: unknown }[];
  /** Waits until the runner says that this has failed. */
  failed(what: string): Promise<void>;
  /** How many listen to the news. */
  listening(): number;
  /** As if the process were stopped: what it asks of the store is not heard from now on. */
  freeze(): void;
  /** What it asked meanwhile is heard now. */
  thaw(): void;
}

export const leaseTtlMs = 30_000;
export const tickMs = 1_000;

/** Starts another gateway over the same world. */
export async function startGatewayOver(
  world: World,
  {
    aroundRunner,
    aroundSessionRunner,
    aroundActions,
    aroundSessions = (_method, _rest, call) => call(),
    quotas: limits,
    refused,
    ...options
  }: GatewayOptions = {},
): Promise<CoreGateway> {
  const failures: CoreGateway['failures'] = [];
  const awaited: { what: string; found: () => void }[] = [];
  const failed = (what: string, cause: unknown) => {
    failures.push({ what, cause });
    for (const each of awaited) if (each.what === what) each.found();
  };
  const { news, listening } = countListeners(createInProcessNews<Job>(failed, world.clock));
  let frozen: PromiseWithResolvers<void> | null = null;
  const whileFrozenWait: AroundCall = (_method, _rest, call) =>
    frozen ? frozen.promise.then(call) : call();

  const jobs = watchCalls(world.stores.jobs, whileFrozenWait);
  const quotas = new ProjectQuotas(
    world.stores.quotas,
    { ...noLimits, ...limits },
    world.clock,
    refused,
  );
  const ports: Omit<Ports, 'jobs'> = {
    audit: world.stores.audit,
    buckets: world.buckets,
    resources: world.stores.resources,
    savedTexts: world.stores.savedTexts,
    events: world.stores.events,
    queues: world.stores.queues,
    quotas,
    grants: world.stores.grants,
    batchEngines: new Map([[world.engine.name, [world.engine]]]),
    engines: new Map([[world.engine.name, world.engine]]),
    news,
    sessions: watchCalls(watchCalls(world.stores.sessions, whileFrozenWait), aroundSessions),
    clientLeases: watchCalls(world.stores.clientLeases, whileFrozenWait),
    sessionEngines: new Map([[world.engine.name, world.contexts]]),
    sessionNews: createInProcessNews<Session>(failed, world.clock),
    sessionUse: new SessionUse(),
    clock: world.clock,
    ids: randomIds,
  };
  const maintenance = new MaintenanceEngine({ ...ports, jobs });
  const engines = new Map<string, Engine>([...ports.engines, [maintenance.name, maintenance]]);
  const runner = await Runner.start(
    {
      ...ports,
      engines,
      openings: world.stores.openings,
      jobs: aroundRunner ? watchCalls(jobs, aroundRunner) : jobs,
    },
    watchCalls(world.stores.leases, whileFrozenWait),
    { holder: 'first', leaseTtlMs, tickMs, shortMs: 0, ...options },
    { failed },
  );
  const sessionRunner = await SessionRunner.start(
    {
      ...ports,
      jobs: aroundRunner ? watchCalls(jobs, aroundRunner) : jobs,
      sessions: aroundSessionRunner
        ? watchCalls(ports.sessions, aroundSessionRunner)
        : ports.sessions,
    },
    { leaseToken: runner.leaseToken, tickMs: options.tickMs ?? tickMs },
    { failed, leaseLost: (cause) => failed('holding the lease', cause) },
  );
  return {
    actions: bindActions({
      ...ports,
      jobs: aroundActions ? watchCalls(jobs, aroundActions) : jobs,
    }),
    quotas,
    runner,
    sessionRunner,
    maintenance,
    news,
    failures,
    failed: (what) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      awaited.push({ what, found: resolve });
      if (failures.some((failure) => failure.what === what)) resolve();
      return soon(`the failure of '${what}'`, promise);
    },
    listening,
    freeze: () => {
      frozen = Promise.withResolvers();
    },
    thaw: () => {
      frozen?.resolve();
      frozen = null;
    },
  };
}

function countListeners(news: JobNews): { news: JobNews; listening: () => number } {
  let count = 0;
  const counted: JobNews = {
    publish: (job) => news.publish(job),
    toldAt: (id) => news.toldAt(id),
    isLatest: (known) => news.isLatest(known),
    subscribe: (listener) => {
      count++;
      const unsubscribe = news.subscribe(listener);
      return () => {
        count--;
        unsubscribe();
      };
    },
  };
  return { news: counted, listening: () => count };
}
