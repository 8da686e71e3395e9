import type { JobId } from '../../core/job/job.ts';
import {
  EngineClosedError,
  HostTakenOverError,
  HostUnreachableError,
  withDeadline,
} from './deadline.ts';
import type { DuckdbSettings } from './duckdb-settings.ts';
import type { FormerHost } from './former-host.ts';
import { FormerHosts } from './former-hosts.ts';
import { Gate } from './gate.ts';
import { HostRoom } from './host-room.ts';
import { type HostStartFailure, HostStartFailures } from './host-start-failures.ts';
import { hostBytes } from './memory-budget.ts';
import type { HostNews, ProjectHost } from './project-host.ts';
import { ProjectPlaces } from './project-places.ts';
import { startHost } from './start-host.ts';

const answerMs = 10_000;
const stopMs = 5_000;
/** How often is looked for a host to end: while others wait for its memory, and otherwise. */
const makeRoomEveryMs = 50;
const tidyEveryMs = 1_000;
/** Every session that is live is taken up long before. */
const strayAfterMs = 60_000;
/** It may replay a write-ahead file, have its former killed first, and wait for a backup; what takes longer is for who comes later. */
const longestStartMs = 150_000;

/** A project's host, or what is to become one. */
interface Entry {
  readonly starting: Promise<ProjectHost>;
  /** Null until it is ready. */
  host: ProjectHost | null;
}

/** The host processes, one for each project: those that an earlier gateway left, or started when needed. */
export class ProjectHosts {
  readonly #settings: DuckdbSettings;
  readonly #news: HostNews;
  readonly #isWanted: (host: ProjectHost) => boolean;
  readonly #hosts = new Map<string, Entry>();
  readonly #former: FormerHosts;
  /** Idle ones that are on their way out. */
  readonly #leaving = new Map<string, Promise<void>>();
  readonly #leaseToken = Promise.withResolvers<number>();
  /** The project of each that was started or adopted, until it is seen to be gone. */
  readonly #started = new Map<ProjectHost, string>();
  readonly #room: HostRoom;
  readonly #startFailures: HostStartFailures;
  readonly #tidying: NodeJS.Timeout;
  #makingRoom: NodeJS.Timeout | undefined;
  /** Where hosts pass that are started, or ended when idle: both write to the database. */
  readonly #moves = new Gate();
  #isClosed = false;

  /** @param isWanted whether a statement runs in the host, or its ending is not durable yet */
  constructor(settings: DuckdbSettings, news: HostNews, isWanted: (host: ProjectHost) => boolean) {
    this.#settings = settings;
    this.#news = news;
    this.#isWanted = isWanted;
    this.#room = new HostRoom(settings);
    this.#former = new FormerHosts(settings, this.#room, news, {
      taken: (projectId, host, bytes) => void this.#count(projectId, host, bytes),
      settled: (projectId, host) => this.#hear(projectId, host),
    });
    this.#startFailures = new HostStartFailures(settings.startFailed);
    this.#leaseToken.promise.catch(() => {});
    this.#tidying = setInterval(() => void this.#endIdle(settings.hostIdleMs), tidyEveryMs);
    this.#tidying.unref();
  }

  /**
   * This gateway leads from now on: it adopts every host that an earlier one left. Without that none is
   * started, since whoever has no lease orders no host.
   * @param live what is not among them is nobody's: its ending is forgotten, its statement stopped
   */
  lead(leaseToken: number, live: ReadonlySet<JobId>): void {
    this.#former.lead(leaseToken, live);
    // What is there already counts before anything new is admitted.
    this.#leaseToken.resolve(leaseToken);
  }

  /**
   * The project's host, started when it does not run. It was alive a moment ago.
   * @param waitMs how long the caller waits for it; it may still come for whoever asks later (I9)
   * @throws NoRoomError when other projects' hosts take all memory for too long
   * @throws HostUnreachableError when its database cannot be opened, or not in time
   */
  async of(
    projectId: string,
    waitMs = this.#settings.hostWaitMs + longestStartMs,
  ): Promise<ProjectHost> {
    for (;;) {
      const entry = this.#hosts.get(projectId) ?? this.#begin(projectId);
      const host = entry.host ?? (await this.#inTime(projectId, entry, waitMs));
      if (!host.isTakenOver) {
        // One that has died this moment says so to the order: to ask the process table each time costs 0.02 ms.
        if (!host.isEnding) return host;
        await withDeadline(host.left, waitMs, this.#whyLate(waitMs));
      }
      this.#forget(projectId, entry);
    }
  }

  get alive(): number {
    return this.#started.size;
  }

  /** The projects whose host could not be started when that was last tried. */
  get startFailures(): readonly HostStartFailure[] {
    return this.#startFailures.last;
  }

  /**
   * The project's host if it runs; none is started, nor waited for.
   * @throws HostUnreachableError when one of an earlier gateway may run, and is not adopted
   */
  async running(projectId: string): Promise<ProjectHost | null> {
    const former = this.#former.of(projectId);
    return this.#hosts.get(projectId)?.host ?? (await former?.adopted()) ?? null;
  }

  /**
   * Keeps hosts from being started and idle ones from being ended, and returns when none is on its way:
   * a database that no living host has is at rest then, and stays so until `startAgain`.
   */
  async holdStarts(): Promise<void> {
    const none = this.#moves.close();
    // Before that nobody knows which hosts an earlier gateway has left.
    await this.#leaseToken.promise;
    for (const projectId of this.#former.projects) await this.running(projectId);
    await none;
  }

  startAgain(): void {
    this.#moves.open();
  }

  /** The hosts that live, by their project. */
  get living(): ReadonlyMap<string, ProjectHost> {
    const living = [...this.#started].filter(([host]) => !host.isGone);
    return new Map(living.map(([host, projectId]) => [projectId, host]));
  }

  /** What the process table says of the host of an earlier gateway that was not adopted. */
  formerReadout(projectId: string): string | null {
    return this.#former.readoutOf(projectId);
  }

  /** Lets every host write its checkpoint and end; returns when their processes are gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#tidying);
    clearInterval(this.#makingRoom);
    this.#leaseToken.reject(new EngineClosedError());
    this.#room.close();
    this.startAgain();
    const starting = [...this.#hosts.values()].map((entry) => entry.starting);
    const all = [...starting, ...this.#former.adopting];
    const hosts = await Promise.all(all.map((host) => host.catch(() => null)));
    const living = new Set(hosts.filter((host) => host !== null));
    await Promise.allSettled([...living].map((host) => host.stop(stopMs)));
    await Promise.allSettled(this.#leaving.values());
  }

  #begin(projectId: string): Entry {
    const starting = this.#isClosed
      ? Promise.reject(new EngineClosedError())
      : this.#adoptOrStart(projectId, this.#former.of(projectId));
    return this.#add(projectId, starting);
  }

  #add(projectId: string, starting: Promise<ProjectHost>): Entry {
    const entry: Entry = { starting, host: null };
    this.#hosts.set(projectId, entry);
    starting.then(
      (host) => {
        entry.host = host;
      },
      () => this.#forget(projectId, entry),
    );
    return entry;
  }

  /** @param former it may be adopted, and be former no more, while this waits */
  async #adoptOrStart(projectId: string, former: FormerHost | undefined): Promise<ProjectHost> {
    const leaseToken = await this.#leaseToken.promise;
    const left = former ?? this.#former.of(projectId);
    const host = await left?.adopted();
    if (host) return host;
    await this.#leaving.get(projectId);
    return this.#start(projectId, leaseToken);
  }

  /** From here on it is a host like any other, and may be ended when it is idle. */
  #hear(projectId: string, host: ProjectHost | null): void {
    const waiting = this.#hosts.get(projectId);
    if (waiting) waiting.host ??= host;
    else if (host) this.#add(projectId, Promise.resolve(host)).host = host;
  }

  async #start(projectId: string, leaseToken: number): Promise<ProjectHost> {
    const { dataDir, memoryBytes, threads, quotas, hostOrphanMs: orphanMs } = this.#settings;
    const { temporary_bytes: temporaryBytes } = await quotas.limitsOf(projectId);
    const limits = { memoryBytes, threads, temporaryBytes, orphanMs };
    const bytes = hostBytes(memoryBytes);
    const room = this.#room.take(projectId, bytes);
    if (this.#room.hasWaiters) this.#makeRoom();
    await room;
    try {
      const places = new ProjectPlaces(dataDir, projectId);
      return await this.#moves.within(async () => {
        const host = await startHost(places, limits, leaseToken, this.#news);
        this.#startFailures.clear(projectId);
        return this.#count(projectId, host, bytes);
      });
    } catch (error) {
      this.#room.giveBack(bytes);
      // One that works for another gateway is in order.
      const isTakenOver = error instanceof HostTakenOverError;
      if (!isTakenOver) this.#startFailures.note(projectId, (error as Error).message);
      throw error;
    }
  }

  #count(projectId: string, host: ProjectHost, bytes: number): ProjectHost {
    this.#started.set(host, projectId);
    void host.gone.then(() => {
      this.#started.delete(host);
      if (this.#isWanted(host)) this.#room.keepForNext(projectId, bytes);
      else this.#room.giveBack(bytes);
    });
    return host;
  }

  async #inTime(projectId: string, entry: Entry, waitMs: number): Promise<ProjectHost> {
    const late = Promise.withResolvers<never>();
    const { hostWaitMs } = this.#settings;
    const timers = [
      setTimeout(
        () => {
          if (!this.#room.isWaiting(projectId)) return;
          late.reject(this.#room.whyNone());
        },
        Math.min(waitMs, hostWaitMs),
      ),
      setTimeout(() => late.reject(new HostUnreachableError(this.#whyLate(waitMs))), waitMs),
    ];
    try {
      return await Promise.race([entry.starting, late.promise]);
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  #whyLate(waitMs: number): string {
    const why = this.#moves.isClosed
      ? 'a backup copies the databases at the moment'
      : 'it is on its way';
    return `the project's host was not ready in ${waitMs} ms: ${why}. Try again later`;
  }

  /** Ends idle hosts, the longest idle one first, for as long as somebody waits for memory. */
  #makeRoom(): void {
    clearInterval(this.#makingRoom);
    this.#makingRoom = setInterval(() => {
      if (!this.#room.hasWaiters) return clearInterval(this.#makingRoom);
      // One at a time: its memory may be enough.
      if (this.#leaving.size === 0) void this.#endIdle(0, 1);
    }, makeRoomEveryMs);
  }

  async #endIdle(idleMs: number, most = Infinity): Promise<void> {
    if (this.#moves.isClosed) return;
    const idle = [...this.#hosts]
      .filter(([, { host }]) => host && this.#isIdle(host, idleMs))
      .sort(([, a], [, b]) => (b.host?.idleMs ?? 0) - (a.host?.idleMs ?? 0))
      .slice(0, most);
    await Promise.all(idle.map(([projectId, entry]) => this.#endIfIdle(projectId, entry)));
  }

  async #endIfIdle(projectId: string, entry: Entry): Promise<void> {
    const { host } = entry;
    const idleMs = host?.idleMs ?? 0;
    // An adopted one may run what is not taken up here yet: it is asked itself.
    const look = await host?.call({ op: 'look' }, answerMs).catch(() => null);
    if (!host || !look) return;
    if (look.operations.length + look.ended.length > 0) return;
    // Nobody's, if nobody has taken them up by now.
    if (look.sessions.length > 0 && idleMs < strayAfterMs) return;
    if (!this.#isIdle(host, 0) || this.#hosts.get(projectId) !== entry) return;
    if (this.#moves.isClosed) return;
    this.#forget(projectId, entry);
    const leaving = this.#moves.within(() => host.stop(stopMs)).catch(() => {});
    this.#leaving.set(projectId, leaving);
    await leaving;
    this.#leaving.delete(projectId);
  }

  #isIdle(host: ProjectHost, idleMs: number): boolean {
    return !host.isInUse && host.idleMs >= idleMs && !this.#isWanted(host);
  }

  /** A host that came after it stays. */
  #forget(projectId: string, entry: Entry): void {
    if (this.#hosts.get(projectId) === entry) this.#hosts.delete(projectId);
  }
}
