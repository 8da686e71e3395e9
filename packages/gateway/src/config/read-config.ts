import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { Keep } from '../core/sweep/keep.ts';
import { type Config, ConfigError } from './config.ts';
import { readDoor } from './read-door.ts';
import { type Setting, settings } from './settings.ts';

/** The settings file in the working directory, in the syntax of .env files; read when it is there. */
export const settingsFile = 'sluice.env';

/** Variables of the command line and of tests: not ours, and no mistake. */
const foreignNames = /^SLUICE_(URL|API_KEY|TOKEN|CREDENTIALS|PROFILE|CA|TEST_[A-Z0-9_]+)$/;

/**
 * Reads every setting once, from the file and the environment; the environment wins.
 * @throws ConfigError naming the setting, when one is unknown or malformed
 */
export function readConfig(environment: NodeJS.ProcessEnv, directory: string): Config {
  const file = readSettingsFile(resolve(directory, settingsFile));
  refuseUnknown(Object.keys(file), settingsFile);
  refuseUnknown(Object.keys(environment), 'the environment');
  const given = { ...file, ...environment };
  const read = <T>(setting: Setting<T>): T | null => readSetting(setting, given);
  const config: Config = {
    door: readDoor(read, directory),
    dataDir: resolve(directory, required(read(settings.dataDir))),
    bootstrap: Object.freeze({
      accessKey: read(settings.accessKey),
      secretKey: read(settings.secretKey),
      projectId: read(settings.projectId),
      password: read(settings.password),
    }),
    loadSamples: required(read(settings.loadSamples)),
    defaultSlots: required(read(settings.defaultSlots)),
    cancelTimeoutMs: required(read(settings.cancelTimeoutMs)),
    dli: Object.freeze({ appIdAs: required(read(settings.dliAppId)) }),
    livy: Object.freeze({
      port: read(settings.livyPort),
      demandsRequestedBy: required(read(settings.livyRequestedBy)),
    }),
    fabric: Object.freeze({
      syncWaitMs: required(read(settings.fabricSyncWaitMs)),
      idleTimeoutMs: read(settings.fabricIdleMs),
    }),
    batches: Object.freeze({
      logBytes: required(read(settings.batchLog)),
      goOn: required(read(settings.batchesOnStop)) === 'leave',
    }),
    interruptMs: required(read(settings.interruptMs)),
    drainMs: required(read(settings.drainMs)),
    hostMemoryBytes: required(read(settings.hostMemory)),
    hostsMemoryBytes: required(read(settings.hostsMemory)),
    hostIdleMs: required(read(settings.hostIdleMs)),
    hostWaitMs: required(read(settings.hostWaitMs)),
    hostThreads: required(read(settings.hostThreads)),
    hostOrphanMs: required(read(settings.hostOrphanMs)),
    quotas: Object.freeze({
      queued_jobs: required(read(settings.queuedJobs)).limit,
      sessions: required(read(settings.sessions)).limit,
      queued_statements: required(read(settings.queuedStatements)).limit,
      session_statements: required(read(settings.sessionStatements)).limit,
      requests_per_second: required(read(settings.requestsPerSecond)).limit,
      database_bytes: required(read(settings.databaseBytes)).limit,
      bucket_bytes: required(read(settings.bucketBytes)).limit,
      temporary_bytes: required(read(settings.temporaryBytes)).limit,
      results_bytes: required(read(settings.resultsBytes)).limit,
    }),
    keep: readKeep(read),
    logLevel: required(read(settings.logLevel)),
  };
  return Object.freeze(config);
}

function readKeep(read: <T>(setting: Setting<T>) => T | null): Keep {
  const keep: Keep = {
    jobsMs: required(read(settings.keepJobsMs)),
    eventsMs: required(read(settings.keepEventsMs)),
    resultsMs: required(read(settings.keepResultsMs)),
    keysMs: required(read(settings.keepKeysMs)),
    logsMs: required(read(settings.keepLogsMs)),
    sessionsMs: required(read(settings.keepSessionsMs)),
  };
  // A job that is gone can neither have a result nor be the answer to a repeated submit (I12).
  for (const [part, partMs] of [
    [settings.keepResultsMs, keep.resultsMs],
    [settings.keepKeysMs, keep.keysMs],
  ] as const) {
    if (partMs <= keep.jobsMs) continue;
    throw new ConfigError(`${part.name} takes at most as many days as ${settings.keepJobsMs.name}`);
  }
  return Object.freeze(keep);
}

function readSettingsFile(path: string): NodeJS.Dict<string> {
  try {
    const text = readFileSync(path, 'utf8');
    refuseBrokenLines(text);
    return parseEnv(text);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ConfigError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

/** The parser passes over what it cannot read; a person would believe that it counts. */
function refuseBrokenLines(text: string): void {
  const lines = text.split(/\r?\n/);
  const broken = lines.findIndex((line) => !/^\s*(#.*|[A-Z][A-Z0-9_]*\s*=.*)?$/.test(line));
  if (broken >= 0) {
    throw new ConfigError(`line ${broken + 1} of ${settingsFile} is not of the form NAME=value`);
  }
}

function refuseUnknown(names: readonly string[], where: string): void {
  const known = new Set<string>(Object.values(settings).map(({ name }) => name));
  const ours = where === settingsFile ? names : names.filter((name) => name.startsWith('SLUICE_'));
  const unknown = ours.find((name) => !known.has(name) && !foreignNames.test(name));
  if (unknown !== undefined) {
    throw new ConfigError(
      `${unknown} in ${where} is no setting; npm start -- --help lists them all`,
    );
  }
}

function readSetting<T>(setting: Setting<T>, given: NodeJS.Dict<string>): T | null {
  const text = given[setting.name] ?? setting.fallback;
  if (text === null) return null;
  try {
    return setting.read(text);
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`${setting.name} ${error.message}`);
    throw error;
  }
}

function required<T>(value: T | null): T {
  if (value === null) throw new Error('a setting without a fallback was required');
  return value;
}
