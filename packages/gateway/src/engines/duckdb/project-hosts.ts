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
   * The project's host, started when it does not run.
   * @throws HostUnreachableError when its database cannot be opened
   */
  of(projectId: string): Promise<ProjectHost> {
    const running = this.#hosts.get(projectId);
    if (running) return running;
    if (this.#isClosed) return Promise.reject(new HostUnreachableError('the gateway is stopping'));
    const starting = this.#start(projectId);
    this.#hosts.set(projectId, starting);
    starting.catch(() => this.#hosts.delete(projectId));
    return starting;
  }

  /** The project's host if it runs; none is started. */
  async running(projectId: string): Promise<ProjectHost | null> {
    return (await this.#hosts.get(projectId)?.catch(() => null)) ?? null;
  }

  /** Lets every host write its checkpoint and end; returns when their processes are gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const stopping = [...this.#hosts.values()].map(async (host) => (await host).stop(stopMs));
    await Promise.allSettled(stopping);
  }

  #start(projectId: string): Promise<ProjectHost> {
    const { dataDir, memory, threads } = this.#settings;
    const places = new ProjectPlaces(dataDir, projectId);
    for (const directory of [places.resultsDir, places.bucketDir]) {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
    }
    return ProjectHost.start({ ...places.hostPaths, memory, threads }, places.logFile, {
      ...this.#news,
      gone: (host) => {
        this.#hosts.delete(projectId);
        this.#news.gone(host);
      },
    });
  }
}
