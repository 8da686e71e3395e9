import { join } from 'node:path';
import { startAdmin } from './compose-admin.ts';
import { backupMaker } from './compose-backup.ts';
import { doorToTell, openTls, outsideOf } from './compose-door.ts';
import { openEngines } from './compose-engines.ts';
import { type Runners, startRunners } from './compose-runners.ts';
import { openServers } from './compose-servers.ts';
import { openStores } from './compose-store.ts';
import { type Config, ConfigError } from './config/config.ts';
import { settings } from './config/settings.ts';
import { type Actions, bindActions } from './core/actions/actions.ts';
import { guardActions } from './core/actions/guarded-actions.ts';
import type { Job } from './core/job/job.ts';
import { maintenanceQueue } from './core/maintenance/maintenance-queue.ts';
import type { Ports } from './core/ports/ports.ts';
import { ProjectQuotas } from './core/quotas/project-quotas.ts';
import type { Session } from './core/session/session.ts';
import { SessionUse } from './core/session/session-use.ts';
import { bucketSize } from './engines/duckdb/bucket-size.ts';
import { clearStaging } from './engines/duckdb/duckdb-snapshots.ts';
import { lakeStorageVersion } from './engines/duckdb/lake-storage-version.ts';
import { hostBytes } from './engines/duckdb/memory-budget.ts';
import { projectsIn, ProjectPlaces } from './engines/duckdb/project-places.ts';
import { createMember } from './http/authentication/create-member.ts';
import { JobTokens } from './http/authentication/job-tokens.ts';
import { newSecrets } from './http/authentication/new-secrets.ts';
import { KeyFileError, openKeyFile } from './http/authentication/open-key-file.ts';
import { PasswordDoor } from './http/authentication/password-door.ts';
import { createSecretBox } from './http/authentication/secret-box.ts';
import { createLogger } from './http/logs/create-logger.ts';
import { Metrics } from './metrics/metrics.ts';
import { FileBucketStore } from './stores/bucket/file-bucket-store.ts';
import { createInProcessNews } from './stores/in-process-news.ts';
import type { Stores } from './stores/stores.ts';
import { bootstrap } from './system/bootstrap.ts';
import { credentialFile, writeCredential } from './system/credential-file.ts';
import { loadSamplesFirst } from './system/load-samples-first.ts';
import { logJobs } from './system/log-jobs.ts';
import { makeDataDirectory } from './system/make-data-directory.ts';
import { openMetricsToken } from './system/metrics-token.ts';
import { randomIds } from './system/random-ids.ts';
import { reasonOf } from './system/reason-of.ts';
import { StartError } from './system/start-error.ts';
import { systemClock } from './system/system-clock.ts';
import type { Welcome } from './system/welcome-text.ts';

export interface Gateway {
  readonly welcome: Welcome;
  /** Ends running jobs truly, then every process and connection. */
  stop(): Promise<void>;
}

/**
 * Puts the parts together and starts them; returns when requests are served.
 * @throws StartError with one line for a person, and ConfigError
 * @throws LeaseLostError when another gateway drives the jobs of the data directory
 */
export async function startGateway(config: Config): Promise<Gateway> {
  refuseTooLittleMemory(config);
  const tls = openTls(config.door);
  const dataDir = makeDataDirectory(config.dataDir);
  const log = createLogger(config.logLevel);
  const failed = (what: string, cause: unknown) => log.error({ err: cause }, `${what} failed`);
  const metrics = new Metrics(failed);
  const stores = await openStores(dataDir, config.keep.keysMs, metrics.store);
  await clearStaging(dataDir);
  const key = await openKey(dataDir, await stores.identities.hasMembers());
  const secrets = createSecretBox(key);
  const credential = await bootstrap(dataDir, config.bootstrap, {
    hasMembers: () => stores.identities.hasMembers(),
    makeSecrets: newSecrets,
    enrol: async (principal, bare) =>
      stores.identities.enrol(await createMember(secrets, principal, bare)),
  });
  if (config.loadSamples) {
    const { databaseFile } = new ProjectPlaces(dataDir, credential.project_id);
    await loadSamplesFirst(databaseFile, lakeStorageVersion);
  }
  const quotas = new ProjectQuotas(stores.quotas, config.quotas, systemClock, metrics.refusal);
  const news = createInProcessNews<Job>(failed, systemClock);
  const sessionNews = createInProcessNews<Session>(failed, systemClock);
  const buckets = new FileBucketStore(
    (projectId) => new ProjectPlaces(dataDir, projectId),
    () => projectsIn(dataDir),
    bucketSize,
  );
  const jobTokens = new JobTokens(key, stores.jobs, stores.identities);
  let url = '';
  const engines = openEngines(config, {
    dataDir,
    stores,
    quotas,
    buckets,
    news,
    sessionNews,
    key,
    log,
    failed,
    gatewayFor: (job) => ({ url, token: jobTokens.tokenOf(job) }),
  });
  const { duckdb } = engines;
  const ports: Ports = {
    ...portsOf(stores),
    ...engines.ports,
    jobs: metrics.watchCancels(stores.jobs),
    quotas,
    buckets,
    news,
    sessionNews,
    sessionUse: new SessionUse(),
    clock: systemClock,
    ids: randomIds,
  };
  const actions = bindActions(ports);
  logJobs(log, news, ports.jobs);
  measure(metrics, ports, stores, actions);
  await makeQueues(config, duckdb.name, actions, stores);
  let runners: Runners | null = null;
  const door = {
    logger: log,
    secrets,
    quotas,
    jobTokens,
    identities: stores.identities,
    audit: stores.audit,
    homeProjectId: credential.project_id,
    clock: systemClock,
    passwords: new PasswordDoor(systemClock),
    readiness: async () => (runners?.isLeading ? [] : ['the runner']),
    outside: outsideOf(config.door, tls),
    metrics: {
      token: openMetricsToken(dataDir),
      expose: () => metrics.expose(),
      request: metrics.request,
    },
  };
  const servers = await openServers(config, guardActions(actions, ports), door, tls);
  ({ url } = servers);
  const { livyUrl, reloadTls } = servers;
  const stopping = new AbortController();
  const admin = await startAdmin({
    dataDir,
    stores,
    quotas,
    actions,
    secrets,
    log,
    url,
    reloadTls,
    homeProjectId: credential.project_id,
    makeBackup: backupMaker(dataDir, stores, duckdb.snapshots, stopping.signal),
    hosts: { alive: () => duckdb.hostsAlive(), startFailures: () => duckdb.startFailures },
  });
  // After the last thing that can stop a start: what is claimed has to be driven.
  runners = await startRunners(config, ports, stores, engines, failed);
  if (credential.url !== url) writeCredential(dataDir, { ...credential, url });
  const project_id = credential.project_id;
  log.info({ listening: url, ...(livyUrl && { livy: livyUrl }), project_id }, 'ready');

  return {
    welcome: {
      url,
      projectId: credential.project_id,
      credentialFile: credentialFile(dataDir),
      hasSamples: config.loadSamples,
      ...doorToTell(config.door, tls),
    },
    stop: async () => {
      stopping.abort();
      await admin.close();
      await runners?.stop();
      // What became of the last jobs was told.
      await servers.close();
      await engines.close();
      await stores.close();
      log.info('stopped');
    },
  };
}

function portsOf(stores: Stores) {
  const { audit, resources, savedTexts, events, queues, grants, sessions, clientLeases } = stores;
  return { audit, resources, savedTexts, events, queues, grants, sessions, clientLeases };
}

function measure(metrics: Metrics, ports: Ports, { counts, members }: Stores, actions: Actions) {
  metrics.watchJobs(ports.news);
  metrics.watchState({ jobs: counts, engines: [...ports.engines.values()] });
  metrics.watchProcess();
  metrics.watchQuotas({
    projects: async () => (await members.listProjects()).map(({ id }) => id),
    quotasOf: (projectId) => actions.showQuotas(projectId),
  });
}

async function makeQueues(
  { defaultSlots }: Config,
  engine: string,
  actions: Actions,
  { queues }: Stores,
): Promise<void> {
  await actions.createQueue({
    projectId: null,
    name: 'default',
    engine,
    slots: defaultSlots,
    defaultDatabase: 'default',
    queuedTimeoutMs: null,
    runTimeoutMs: null,
    createdBy: 'sluice',
  });
  await queues.create(maintenanceQueue);
}

function refuseTooLittleMemory({ hostMemoryBytes, hostsMemoryBytes }: Config): void {
  const [one, all] = [hostBytes(hostMemoryBytes), hostsMemoryBytes].map((bytes) =>
    Math.ceil(bytes / 1e6),
  );
  if (hostBytes(hostMemoryBytes) <= hostsMemoryBytes) return;
  throw new ConfigError(
    `${settings.hostsMemory.name} (${all} MB) holds not even one DuckDB host: it takes ${one} MB, ` +
      `${settings.hostMemory.name} and 512 MB for its results. Raise the first, or lower the second`,
  );
}

async function openKey(dataDir: string, isInUse: boolean): Promise<Buffer> {
  try {
    return await openKeyFile(join(dataDir, 'secret.key'), isInUse);
  } catch (error) {
    if (error instanceof KeyFileError) throw new StartError(error.message);
    throw new StartError(`cannot use the data directory ${dataDir}: ${reasonOf(error)}`);
  }
}
