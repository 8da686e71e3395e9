import type { JobId } from '../../core/job/job.ts';
import { adoptHost } from './adopt-host.ts';
import { EngineClosedError } from './deadline.ts';
import type { DuckdbSettings } from './duckdb-settings.ts';
import type { HostNews, ProjectHost } from './project-host.ts';
import { projectsIn, ProjectPlaces } from './project-places.ts';
import { startHost } from './start-host.ts';

const answerMs = 10_000;
const stopMs = 5_000;

/** The host processes, one for each project: those that an earlier gateway left, or started when needed. */
export class ProjectHosts {
  readonly #settings: DuckdbSettings;
  readonly #news: HostNews;
  readonly #hosts = new Map<string, Promise<ProjectHost>>();
  /** What became of the hosts of an earlier gateway; null where none lived. */
  readonly #former = new Map<string, Promise<ProjectHost | null>>();
  readonly #leaseToken = Promise.withResolvers<number>();
  /** Those that were started or adopted, until they are seen to be gone. */
  readonly #started = new Set<ProjectHost>();
  #isClosed = false;
  #mayStart: Promise<void> = Promise.resolve();

  constructor(settings: DuckdbSettings, news: HostNews) {
    this.#settings = settings;
    this.#news = news;
    this.#leaseToken.promise.catch(() => {});
  }

  /**
   * This gateway leads from now on: it adopts every host that an earlier one left. Without that none is
   * started, since whoever has no lease orders no host.
   * @param live what is not among them is nobody's: its ending is forgotten, its statement stopped
   */
  lead(leaseToken: number, live: ReadonlySet<JobId>): void {
    this.#leaseToken.resolve(leaseToken);
    for (const projectId of projectsIn(this.#settings.dataDir)) {
      const adopting = this.#adopt(projectId, leaseToken, live);
      this.#former.set(projectId, adopting);
      void adopting.then(
        (host) => {
          if (host && !this.#hosts.has(projectId))
            this.#hosts.set(projectId, Promise.resolve(host));
        },
        // Whoever wants that project's host is told.
        () => {},
      );
    }
  }

  /**
   * The project's host, started when it does not run. It was alive a moment ago.
   * @throws HostUnreachableError when its database cannot be opened
   */
  async of(projectId: string): Promise<ProjectHost> {
    for (;;) {
      const entry = this.#hosts.get(projectId) ?? this.#begin(projectId);
      const host = await entry;
      if (!host.isGone && !host.isTakenOver) return host;
      this.#forget(projectId, entry);
    }
  }

  get alive(): number {
    return this.#started.size;
  }

  /** The project's host if it runs; none is started. */
  async running(projectId: string): Promise<ProjectHost | null> {
    const entry = this.#hosts.get(projectId) ?? this.#former.get(projectId);
    return (await entry?.catch(() => null)) ?? null;
  }

  /** The projects whose hosts run or are being started. */
  get projects(): readonly string[] {
    return [...new Set([...this.#hosts.keys(), ...this.#former.keys()])];
  }

  /** Keeps hosts from being started until the answer is called: databases at rest stay at rest. */
  holdStarts(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#mayStart = promise;
    return resolve;
  }

  /** Lets every host write its checkpoint and end; returns when their processes are gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#leaseToken.reject(new EngineClosedError());
    const entries = [...this.#hosts.values(), ...this.#former.values()];
    const hosts = await Promise.all(entries.map((entry) => entry.catch(() => null)));
    const living = new Set(hosts.filter((host) => host !== null));
    await Promise.allSettled([...living].map((host) => host.stop(stopMs)));
  }

  #begin(projectId: string): Promise<ProjectHost> {
    if (this.#isClosed) return Promise.reject(new EngineClosedError());
    const starting = this.#mayStart.then(() => this.#adoptOrStart(projectId));
    this.#hosts.set(projectId, starting);
    starting.catch(() => this.#forget(projectId, starting));
    return starting;
  }

  async #adoptOrStart(projectId: string): Promise<ProjectHost> {
    const leaseToken = await this.#leaseToken.promise;
    const adopting = this.#former.get(projectId);
    this.#former.delete(projectId);
    return (await adopting) ?? this.#start(projectId, leaseToken);
  }

  async #adopt(
    projectId: string,
    leaseToken: number,
    live: ReadonlySet<JobId>,
  ): Promise<ProjectHost | null> {
    const places = new ProjectPlaces(this.#settings.dataDir, projectId);
    const host = await adoptHost(places, leaseToken, this.#news);
    if (!host) return null;
    this.#count(host);
    await dropStrays(host, live);
    return host;
  }

  async #start(projectId: string, leaseToken: number): Promise<ProjectHost> {
    const { dataDir, memory, threads, hostOrphanMs } = this.#settings;
    const limits = { memory, threads, orphanMs: hostOrphanMs };
    const places = new ProjectPlaces(dataDir, projectId);
    return this.#count(await startHost(places, limits, leaseToken, this.#news));
  }

  #count(host: ProjectHost): ProjectHost {
    this.#started.add(host);
    void host.gone.then(() => this.#started.delete(host));
    return host;
  }

  /** A host that came after it stays. */
  #forget(projectId: string, host: Promise<ProjectHost>): void {
    if (this.#hosts.get(projectId) === host) this.#hosts.delete(projectId);
  }
}

/** What no live job wants: an ending that is durable already, or a statement that nobody waits for. */
async function dropStrays(host: ProjectHost, live: ReadonlySet<JobId>): Promise<void> {
  const { operations, ended } = await host.call({ op: 'look' }, answerMs);
  for (const jobId of ended) if (!live.has(jobId)) host.forget(jobId);
  for (const jobId of operations) {
    if (!live.has(jobId)) await host.call({ op: 'interrupt', jobId }, answerMs);
  }
}
