import { mkdirSync } from 'node:fs';
import { HostUnreachableError } from './deadline.ts';
import type { DuckdbSettings } from './duckdb-settings.ts';
import { type HostNews, ProjectHost } from './project-host.ts';
import { ProjectPlaces } from './project-places.ts';

const stopMs = 5_000;

/** The host processes, one for each project, started when they are first needed. */
export class ProjectHosts {
  readonly #settings: DuckdbSettings;
  readonly #news: HostNews;
  readonly #hosts = new Map<string, Promise<ProjectHost>>();
  #isClosed = false;

  constructor(settings: DuckdbSettings, news: HostNews) {
    this.#settings = settings;
    this.#news = news;
  }

  /**
   * The project's host, started when it does not run. It was alive a moment ago.
   * @throws HostUnreachableError when its database cannot be opened
   */
  async of(projectId: string): Promise<ProjectHost> {
    for (;;) {
      const entry = this.#hosts.get(projectId) ?? this.#begin(projectId);
      const host = await entry;
      if (!host.isGone) return host;
      this.#forget(projectId, entry);
    }
  }

  /** The project's host if it runs; none is started. */
  async running(projectId: string): Promise<ProjectHost | null> {
    return (await this.#hosts.get(projectId)?.catch(() => null)) ?? null;
  }

  /** The projects whose hosts run or are being started. */
  get projects(): readonly string[] {
    return [...this.#hosts.keys()];
  }

  /** Lets every host write its checkpoint and end; returns when their processes are gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const stopping = [...this.#hosts.values()].map(async (host) => (await host).stop(stopMs));
    await Promise.allSettled(stopping);
  }

  #begin(projectId: string): Promise<ProjectHost> {
    if (this.#isClosed) return Promise.reject(new HostUnreachableError('the gateway is stopping'));
    const starting = this.#start(projectId);
    this.#hosts.set(projectId, starting);
    starting.catch(() => this.#forget(projectId, starting));
    return starting;
  }

  #start(projectId: string): Promise<ProjectHost> {
    const { dataDir, memory, threads } = this.#settings;
    const places = new ProjectPlaces(dataDir, projectId);
    for (const directory of [places.resultsDir, places.bucketDir]) {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
    }
    const paths = { ...places.hostPaths, memory, threads };
    return ProjectHost.start(paths, places.logFile, this.#news);
  }

  /** A host that came after it stays. */
  #forget(projectId: string, host: Promise<ProjectHost>): void {
    if (this.#hosts.get(projectId) === host) this.#hosts.delete(projectId);
  }
}
