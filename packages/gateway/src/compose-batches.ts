import { resolve } from 'node:path';
import type { Config } from './config/config.ts';
import { settingsFile } from './config/read-config.ts';
import { defaultProgramRules } from './core/job/program-rules.ts';
import type { DuckdbEngine } from './engines/duckdb/duckdb-engine.ts';
import { probeIsolation } from './engines/process/isolation.ts';
import { ProcessEngine } from './engines/process/process-engine.ts';
import type { ProcessSettings } from './engines/process/process-settings.ts';
import { type IsolationTold, tellIsolation } from './engines/process/tell-isolation.ts';
import { SqlScriptEngine } from './engines/sql-script/sql-script-engine.ts';
import type { SqlScriptSettings } from './engines/sql-script/sql-script-settings.ts';
import type { Stores } from './stores/stores.ts';
import { machineUptime } from './system/machine-uptime.ts';
import { systemClock } from './system/system-clock.ts';

/** What runs the scripts in SQL among the batches of queues whose engine is DuckDB. */
export function openScriptEngine(
  { dataDir, batches }: Config,
  duckdb: DuckdbEngine,
  parts: Pick<SqlScriptSettings, 'buckets' | 'failed'>,
): SqlScriptEngine {
  return new SqlScriptEngine({
    ...parts,
    dataDir,
    engine: duckdb,
    sessions: duckdb.sessions,
    logBytes: batches.logBytes,
    leavesBatches: batches.goOn,
    now: () => systemClock.now(),
    uptime: machineUptime,
  });
}

/** What runs the other batches of queues whose engine is DuckDB. */
export function openProcessEngine(
  { dataDir, door, batches }: Config,
  { queues, members }: Pick<Stores, 'queues' | 'members'>,
  parts: Pick<ProcessSettings, 'buckets' | 'gatewayFor' | 'failed'>,
): ProcessEngine {
  return new ProcessEngine({
    ...parts,
    dataDir,
    isolation: probeIsolation(dataDir),
    rulesOf: async ({ request: { projectId, queueName } }) =>
      (await queues.find(projectId, queueName))?.programRules ?? defaultProgramRules,
    isAlone: async () =>
      (await members.listUsers()).length <= 1 && (await members.listProjects()).length <= 1,
    // The settings may have the secrets of the first start.
    hidden: [resolve(settingsFile), ...(door.tls === null ? [] : [door.tls.keyFile])],
    logBytes: batches.logBytes,
    leavesBatches: batches.goOn,
    now: () => systemClock.now(),
    uptime: machineUptime,
  });
}

/** What would hold batches of a gateway on this directory together, for the doctor. */
export async function lookAtBatches(dataDir: string): Promise<IsolationTold> {
  return tellIsolation(await probeIsolation(dataDir));
}
