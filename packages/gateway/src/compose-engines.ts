import type { Logger } from 'pino';
import { openProcessEngine, openScriptEngine } from './compose-batches.ts';
import type { Config } from './config/config.ts';
import { evict } from './core/job/kill-policy.ts';
import type { Engine } from './core/ports/engine.ts';
import type { Ports } from './core/ports/ports.ts';
import type { Remains } from './core/ports/remains.ts';
import type { ProjectQuotas } from './core/quotas/project-quotas.ts';
import { deriveMarkerKey } from './engines/duckdb/commit-marker.ts';
import { DuckdbEngine } from './engines/duckdb/duckdb-engine.ts';
import { MaintenanceEngine } from './engines/maintenance/maintenance-engine.ts';
import type { ProcessSettings } from './engines/process/process-settings.ts';
import type { Stores } from './stores/stores.ts';
import { logHosts } from './system/log-hosts.ts';
import { systemClock } from './system/system-clock.ts';

const holdMs = 30_000;

type EngineParts = Pick<Ports, 'buckets' | 'news' | 'sessionNews'> &
  Pick<ProcessSettings, 'gatewayFor' | 'failed'> & {
    readonly stores: Stores;
    readonly quotas: ProjectQuotas;
    /** Without links in it, and its key. */
    readonly dataDir: string;
    readonly key: Buffer;
    readonly log: Logger;
  };

export interface Engines {
  readonly duckdb: DuckdbEngine;
  /** What a dialect and the actions know. */
  readonly ports: Pick<Ports, 'engines' | 'batchEngines' | 'sessionEngines'>;
  /** By their names, all that a job can run on. */
  readonly all: ReadonlyMap<string, Engine>;
  /** What they leave behind of jobs. */
  readonly remains: ReadonlyMap<string, Remains>;
  close(): Promise<void>;
}

/** What runs the jobs. */
export function openEngines(config: Config, parts: EngineParts): Engines {
  const duckdb = openDuckdb(config, parts);
  const { stores, buckets, failed, news, sessionNews, gatewayFor } = parts;
  const { jobs, sessions } = stores;
  const clock = systemClock;
  const maintenance = new MaintenanceEngine({ jobs, news, sessions, sessionNews, clock });
  const batches = openProcessEngine(config, stores, { buckets, gatewayFor, failed });
  const scripts = openScriptEngine(config, duckdb, { buckets, failed });
  return {
    duckdb,
    // Statements are for this one alone: no queue of a project can be made on the others.
    ports: {
      engines: new Map([[duckdb.name, duckdb]]),
      batchEngines: new Map([[duckdb.name, [scripts, batches]]]),
      sessionEngines: new Map([[duckdb.name, duckdb.sessions]]),
    },
    all: new Map<string, Engine>(
      [duckdb, maintenance, batches, scripts].map((engine) => [engine.name, engine]),
    ),
    remains: new Map([
      [duckdb.name, duckdb.remains],
      [batches.name, batches.remains],
    ]),
    close: async () => {
      await maintenance.close();
      await batches.close();
      await scripts.close();
      await duckdb.close();
    },
  };
}

function openDuckdb(
  config: Config,
  { dataDir, stores, quotas, key, log }: EngineParts,
): DuckdbEngine {
  return new DuckdbEngine({
    dataDir,
    markerKey: deriveMarkerKey(key),
    memoryBytes: config.hostMemoryBytes,
    hostsMemoryBytes: config.hostsMemoryBytes,
    hostIdleMs: config.hostIdleMs,
    hostWaitMs: config.hostWaitMs,
    threads: config.hostThreads,
    quotas,
    interruptMs: config.interruptMs,
    hostOrphanMs: config.hostOrphanMs,
    holdMs,
    ...logHosts(log),
    killPolicyOf: async ({ projectId, queueName }) =>
      (await stores.queues.find(projectId, queueName))?.killPolicy ?? evict,
    now: () => systemClock.now(),
  });
}
