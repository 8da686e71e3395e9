import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startAdmin } from './compose-admin.ts';
import { openProcessEngine, openScriptEngine } from './compose-batches.ts';
import { backupMaker } from './compose-backup.ts';
import { openDialects, openLivy } from './compose-dialects.ts';
import { openStores } from './compose-store.ts';
import { type Config, ConfigError } from './config/config.ts';
import { settings } from './config/settings.ts';
import { bindActions } from './core/actions/actions.ts';
import { guardActions } from './core/actions/guarded-actions.ts';
import { maintenanceQueue } from './core/maintenance/maintenance-queue.ts';
import type { Job } from './core/job/job.ts';
import { evict } from './core/job/kill-policy.ts';
import type { Engine } from './core/ports/engine.ts';
import { SessionRunner } from './core/runner/session-runner.ts';
import type { Session } from './core/session/session.ts';
import { SessionUse } from './core/session/session-use.ts';
import type { Ports } from './core/ports/ports.ts';
import { ProjectQuotas } from './core/quotas/project-quotas.ts';
import { listen } from './system/listen.ts';
import { doorToTell, outsideOf, openTls, tlsReloader } from './compose-door.ts';
import { Runner } from './core/runner/runner.ts';
import { Sweeper } from './core/sweep/sweeper.ts';
import { EventStreams } from './dialects/native/event-streams.ts';
import { ApiDescription } from './dialects/native/openapi/api-description.ts';
import { apiPages } from './dialects/native/openapi/api-pages.ts';
import { deriveMarkerKey } from './engines/duckdb/commit-marker.ts';
import { clearStaging } from './engines/duckdb/duckdb-snapshots.ts';
import { bucketSize } from './engines/duckdb/bucket-size.ts';
import { DuckdbEngine } from './engines/duckdb/duckdb-engine.ts';
import { lakeStorageVersion } from './engines/duckdb/lake-storage-version.ts';
import { hostBytes } from './engines/duckdb/memory-budget.ts';
import { projectsIn, ProjectPlaces } from './engines/duckdb/project-places.ts';
import { MaintenanceEngine } from './engines/maintenance/maintenance-engine.ts';
import { createMember } from './http/authentication/create-member.ts';
import { newSecrets } from './http/authentication/new-secrets.ts';
import { KeyFileError, openKeyFile } from './http/authentication/open-key-file.ts';
import { JobTokens } from './http/authentication/job-tokens.ts';
import { PasswordDoor } from './http/authentication/password-door.ts';
import { createSecretBox } from './http/authentication/secret-box.ts';
import { buildApp } from './http/build-app.ts';
import { createLogger } from './http/logs/create-logger.ts';
import { Metrics } from './metrics/metrics.ts';
import { FileBucketStore } from './stores/bucket/file-bucket-store.ts';
import { createInProcessNews } from './stores/in-process-news.ts';
import { bootstrap } from './system/bootstrap.ts';
import { credentialFile, writeCredential } from './system/credential-file.ts';
import { loadSamplesFirst } from './system/load-samples-first.ts';
import { logHosts } from './system/log-hosts.ts';
import { logJobs } from './system/log-jobs.ts';
import { makeDataDirectory } from './system/make-data-directory.ts';
import { openMetricsToken } from './system/metrics-token.ts';
import { randomIds } from './system/random-ids.ts';
import { reasonOf } from './system/reason-of.ts';
import { StartError } from './system/start-error.ts';
import { sluiceVersion } from './system/sluice-version.ts';
import { systemClock } from './system/system-clock.ts';
import type { Welcome } from './system/welcome-text.ts';

export interface Gateway {
  readonly welcome: Welcome;
  /** Ends running jobs truly, then every process and connection. */
  stop(): Promise<void>;
}

/** The store's own lock keeps others away: after a crash the next gateway takes this lease at once. */
const holder = 'embedded';
const leaseTtlMs = 15_000;
const tickMs = 250;
/** Long enough for a small statement, and nobody sees that a job ran later than it did. */
const shortMs = 20;
const holdMs = 30_000;
const sweepEveryMs = 10 * 60_000;
/** For the answers to who waits for what outlives this gateway. */
const lastAnswersMs = 500;

/**
 * Puts the parts together and starts them; returns when requests are served.
 * @throws StartError with one line for a person
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
  const engine = new DuckdbEngine({
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
  const news = createInProcessNews<Job>(failed, systemClock);
  const sessionNews = createInProcessNews<Session>(failed, systemClock);
  const maintenance = new MaintenanceEngine({
    jobs: stores.jobs,
    news,
    sessions: stores.sessions,
    sessionNews,
    clock: systemClock,
  });
  const buckets = new FileBucketStore(
    (projectId) => new ProjectPlaces(dataDir, projectId),
    () => projectsIn(dataDir),
    bucketSize,
  );
  const jobTokens = new JobTokens(key, stores.jobs, stores.identities);
  let gatewayUrl = '';
  const batches = openProcessEngine(config, stores, {
    buckets,
    gatewayFor: (job) => ({ url: gatewayUrl, token: jobTokens.tokenOf(job) }),
    failed,
  });
  const scripts = openScriptEngine(config, engine, { buckets, failed });
  const ports: Ports = {
    jobs: metrics.watchCancels(stores.jobs),
    audit: stores.audit,
    buckets,
    resources: stores.resources,
    savedTexts: stores.savedTexts,
    events: stores.events,
    queues: stores.queues,
    quotas,
    grants: stores.grants,
    engines: new Map([[engine.name, engine]]),
    batchEngines: new Map([[engine.name, [scripts, batches]]]),
    news,
    sessions: stores.sessions,
    clientLeases: stores.clientLeases,
    sessionEngines: new Map([[engine.name, engine.sessions]]),
    sessionNews,
    sessionUse: new SessionUse(),
    clock: systemClock,
    ids: randomIds,
  };
  metrics.watchJobs(ports.news);
  logJobs(log, ports.news, ports.jobs);
  metrics.watchState({ jobs: stores.counts, engines: [...ports.engines.values()] });
  metrics.watchProcess();
  const actions = bindActions(ports);
  metrics.watchQuotas({
    projects: async () => (await stores.members.listProjects()).map(({ id }) => id),
    quotasOf: (projectId) => actions.showQuotas(projectId),
  });
  const guarded = guardActions(actions, ports);
  await actions.createQueue({
    projectId: null,
    name: 'default',
    engine: engine.name,
    slots: config.defaultSlots,
    defaultDatabase: 'default',
    queuedTimeoutMs: null,
    runTimeoutMs: null,
    createdBy: 'sluice',
  });
  await stores.queues.create(maintenanceQueue);
  let runner: Runner | null = null;
  const streams = new EventStreams();
  const door = {
    logger: log,
    identities: stores.identities,
    secrets,
    quotas,
    audit: stores.audit,
    homeProjectId: credential.project_id,
    clock: systemClock,
    jobTokens,
    passwords: new PasswordDoor(systemClock),
    readiness: async () => (runner?.isLeading ? [] : ['the runner']),
    outside: outsideOf(config.door, tls),
    metrics: {
      token: openMetricsToken(dataDir),
      expose: () => metrics.expose(),
      request: metrics.request,
    },
  };
  const description = new ApiDescription(sluiceVersion);
  const app = await buildApp({
    ...door,
    pages: apiPages(description),
    dialects: openDialects(guarded, config, streams, description),
  });
  const { host } = config.door.listen;
  const pair = tls?.pair ?? null;
  const url = await listen(app, config.door.listen, pair, settings.listen.name);
  gatewayUrl = url;
  const { port: livyPort } = config.livy;
  const livyApp =
    livyPort === null
      ? null
      : await buildApp({ ...door, dialects: [openLivy(guarded, config, '')] });
  const livyUrl =
    livyApp && (await listen(livyApp, { host, port: livyPort ?? 0 }, pair, settings.livyPort.name));
  const apps = livyApp ? [app, livyApp] : [app];
  const reloadTls = tlsReloader(
    apps.map(({ server }) => server),
    tls,
  );
  const stopping = new AbortController();
  const admin = await startAdmin({
    dataDir,
    stores,
    homeProjectId: credential.project_id,
    quotas,
    actions,
    secrets,
    log,
    url,
    reloadTls,
    makeBackup: backupMaker(dataDir, stores, engine.snapshots, stopping.signal),
    hosts: { alive: () => engine.hostsAlive(), startFailures: () => engine.startFailures },
  });
  // After the last thing that can stop a start: what is claimed has to be driven.
  const options = { holder, leaseTtlMs, tickMs, shortMs };
  // Statements are for the first: no queue of a project can be made on the others.
  const others = [maintenance, batches, scripts].map((other) => [other.name, other] as const);
  const engines = new Map<string, Engine>([...ports.engines, ...others]);
  const { openings } = stores;
  runner = await Runner.start({ ...ports, engines, openings }, stores.leases, options, { failed });
  const sessionRunner = await SessionRunner.start(
    ports,
    { leaseToken: runner.leaseToken, tickMs },
    { failed, leaseLost: (cause) => failed('holding the lease', cause) },
  );
  const sweeper = Sweeper.start(
    {
      retention: stores.retention,
      remains: new Map([
        [engine.name, engine.remains],
        [batches.name, batches.remains],
      ]),
      buckets,
      clock: systemClock,
    },
    { keep: config.keep, leaseToken: runner.leaseToken, everyMs: sweepEveryMs },
    failed,
  );
  if (credential.url !== url) writeCredential(dataDir, { ...credential, url });
  log.info(
    { listening: url, ...(livyUrl && { livy: livyUrl }), project_id: credential.project_id },
    'ready',
  );

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
      await Promise.all([sweeper.stop(), runner?.drain(config.drainMs)]);
      // What ran in them has ended; what waits in them is told that they close.
      await sessionRunner.drain();
      // After the drain: what became of the last jobs is told before the streams end.
      await streams.close();
      const closing = apps.map((each) => each.close());
      // Who waits for what goes on after this is answered; who reads slowly comes again.
      await Promise.race([Promise.all(closing), pause(lastAnswersMs, null, { ref: false })]);
      for (const { server } of apps) server.closeAllConnections();
      await Promise.all(closing);
      await maintenance.close();
      await batches.close();
      await scripts.close();
      await engine.close();
      await stores.close();
      log.info('stopped');
    },
  };
}

function refuseTooLittleMemory({ hostMemoryBytes, hostsMemoryBytes }: Config): void {
  const [one, all] = [hostBytes(hostMemoryBytes), hostsMemoryBytes].map((bytes) =>
    Math.ceil(bytes / 1e6),
  );
  if (hostBytes(hostMemoryBytes) <= hostsMemoryBytes) return;
  throw new ConfigError(
    `SLUICE_HOSTS_MEMORY (${all} MB) holds not even one DuckDB host: it takes ${one} MB, ` +
      'SLUICE_HOST_MEMORY and 512 MB for its results. Raise the first, or lower the second',
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
