import type { Ports } from '../ports/ports.ts';
import type { SessionLimit } from '../ports/session-store.ts';
import { type Session, sessionLeaseOf } from '../session/session.ts';
import type { SessionUse } from '../session/session-use.ts';
import { ClockWatch } from './clock-watch.ts';
import { driveSession, resumeSession, type SessionPorts } from './drive-session.ts';
import type { DrivesNews } from './take-up-again.ts';
import { LeaseLostError } from './move-job.ts';
import { moveSession } from './move-session.ts';
import { SessionDrives } from './session-drives.ts';

const mostPlacesAtOnce = 16;

type RunnerPorts = SessionPorts & { readonly sessionUse: SessionUse } & Pick<Ports, 'news'>;

export interface SessionRunnerOptions {
  /** Of the lease under which this process drives jobs. */
  readonly leaseToken: number;
  /** How often the rows are looked at although no news came. */
  readonly tickMs: number;
}

/**
 * What happens to sessions after the answer: gives places while queues have some, drives each session to
 * its ending, closes those that are idle, and takes over what an earlier gateway left.
 */
export class SessionRunner {
  readonly #ports: RunnerPorts;
  readonly #options: SessionRunnerOptions;
  readonly #log: DrivesNews;
  readonly #stopped = new AbortController();
  readonly #drives: SessionDrives;
  readonly #clockWatch: ClockWatch<SessionLimit>;
  readonly #unsubscribe: () => void;
  #wake = new AbortController();
  #isDraining = false;
  #looking: Promise<void> = Promise.resolve();
  #placing: Promise<void> = Promise.resolve();

  private constructor(ports: RunnerPorts, options: SessionRunnerOptions, log: DrivesNews) {
    this.#ports = ports;
    this.#options = options;
    this.#log = log;
    this.#drives = new SessionDrives(ports, this.#stopped.signal, options.tickMs, {
      leaseLost: (cause) => this.#giveUp(cause),
      failed: (what, cause) => log.failed(what, cause),
    });
    const { sessions } = ports;
    this.#clockWatch = new ClockWatch(
      {
        read: () => sessions.sessionLimits(),
        shift: (byMs, limits) => sessions.shiftSessionLimits(byMs, limits),
      },
      ports.clock,
    );
    this.#unsubscribe = ports.sessionNews.subscribe((session) => this.#hear(session));
  }

  /** @throws LeaseLostError when another gateway drives the sessions of this store */
  static async start(
    ports: RunnerPorts,
    options: SessionRunnerOptions,
    log: DrivesNews,
  ): Promise<SessionRunner> {
    const runner = new SessionRunner(ports, options, log);
    try {
      await runner.#adopt();
    } catch (error) {
      runner.#stop();
      throw error;
    }
    runner.#looking = runner.#keepLooking();
    return runner;
  }

  /** True while this process may drive sessions. */
  get isLeading(): boolean {
    return !this.#stopped.signal.aborted;
  }

  /**
   * Opens nothing more, and closes what is open with the reason `shutdown`.
   * @param stopMs how long that may take; what is left is taken up by the next start
   */
  async drain(stopMs = 30_000): Promise<void> {
    this.#isDraining = true;
    this.#wake.abort(null);
    // What gets its place now is the last that does.
    await this.#placing;
    await this.#attempt('closing sessions for the shutdown', () => this.#closeForShutdown());
    if (this.isLeading) await this.#drives.idleWithin(stopMs);
    this.#stop();
    await this.#looking;
  }

  /** The writes are fenced: who was taken over, and does not know it yet, closes nothing of the new owner. */
  async #closeForShutdown(): Promise<void> {
    const { sessions, clock } = this.#ports;
    const { leaseToken } = this.#options;
    const placed = await sessions.placedSessions();
    const own = placed.filter((session) => sessionLeaseOf(session) === leaseToken);
    const wish = { by: 'sluice', reason: 'shutdown', at: clock.now() } as const;
    await Promise.all(
      own.map((session) => {
        const intent = { ...wish, requestId: `shutdown-${session.id}` };
        return moveSession(this.#ports, session, leaseToken, { kind: 'close_wanted', intent });
      }),
    );
  }

  async #adopt(): Promise<void> {
    const { sessions, sessionUse, clock } = this.#ports;
    const { leaseToken } = this.#options;
    for (const session of await sessions.placedSessions()) {
      const former = sessionLeaseOf(session);
      if (former === null) continue;
      // How long it was idle is not known: nobody could use it while no gateway ran.
      sessionUse.note(session.id, clock.now());
      const event = { kind: 'lease_ran_out', leaseToken } as const;
      const move = await moveSession(this.#ports, session, former, event);
      if (move.kind === 'moved') this.#drives.start(move.session, leaseToken, resumeSession);
    }
  }

  /** Each step has its own failure: a full disk must not keep the others from being made. */
  async #keepLooking(): Promise<void> {
    const { clock } = this.#ports;
    while (this.isLeading) {
      this.#wake = new AbortController();
      this.#placing = this.#attempt('giving sessions their places', () => this.#placeAll());
      await this.#placing;
      await this.#attempt('carrying closes to their sessions', () => this.#ringClosing());
      const now = await this.#lookAtClock();
      if (now !== null) {
        await this.#attempt('ending sessions that waited too long', () => this.#endOverdue(now));
        await this.#attempt('closing idle sessions', () => this.#closeIdle(now));
      }
      await clock.sleep(
        this.#options.tickMs,
        AbortSignal.any([this.#wake.signal, this.#stopped.signal]),
      );
    }
  }

  async #attempt(what: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (error instanceof LeaseLostError) this.#giveUp(error);
      else if (this.isLeading) this.#log.failed(what, error);
    }
  }

  #hear({ id, state }: Session): void {
    if (state.status === 'closing') this.#drives.ring(id);
    if (state.status === 'waiting' || state.status === 'ended') this.#wake.abort(null);
  }

  async #placeAll(): Promise<void> {
    const { sessions, sessionNews, clock } = this.#ports;
    const { leaseToken } = this.#options;
    while (!this.#isDraining) {
      const holds = (session: Session) => this.#drives.engineOf(session).holds(session);
      const placed = await sessions.place(mostPlacesAtOnce, leaseToken, clock.now(), holds);
      for (const session of placed) {
        sessionNews.publish(session);
        this.#drives.start(session, leaseToken, driveSession);
      }
      if (placed.length < mostPlacesAtOnce) return;
    }
  }

  /** The time by which limits may be judged; null where some have not followed the clock yet. */
  async #lookAtClock(): Promise<number | null> {
    let now: number | null = null;
    await this.#attempt('letting limits of sessions follow the clock', async () => {
      // What was noted by the clock as it was is written before its limit moves.
      await this.#noteUses();
      now = await this.#clockWatch.look();
    });
    return now;
  }

  async #endOverdue(now: number): Promise<void> {
    const { sessions } = this.#ports;
    for (const session of await sessions.overdueSessions(now)) {
      const waitedS = Math.round((session.request.waitTimeoutMs ?? 0) / 1_000);
      const message =
        `The queue ${session.request.queueName} had no free session place within ${waitedS} s. ` +
        'Close a session, wait longer, or give the queue more session places.';
      const error = { code: 'resource', message } as const;
      // It has no lease yet: whoever moves it first decides.
      await moveSession(this.#ports, session, null, { kind: 'wait_ran_out', error });
    }
  }

  /** The row is the truth: a close whose news was missed is carried out all the same. */
  async #ringClosing(): Promise<void> {
    if (this.#drives.size === 0) return;
    const { sessions } = this.#ports;
    for (const { id } of await sessions.closingSessions(this.#options.leaseToken)) {
      this.#drives.ring(id);
    }
  }

  async #noteUses(): Promise<void> {
    const { sessions, sessionUse } = this.#ports;
    const used = sessionUse.take();
    try {
      if (used.size > 0) await sessions.touch(used);
    } catch (error) {
      sessionUse.putBack(used);
      throw error;
    }
  }

  /** @param now before the uses are taken: one that comes later comes after the limit had run out */
  async #closeIdle(now: number): Promise<void> {
    const { sessions, sessionNews } = this.#ports;
    await this.#noteUses();
    const wish = { by: 'sluice', reason: 'timeout', at: now } as const;
    const closing = await sessions.closeIdle(this.#options.leaseToken, now, ({ id }) => ({
      ...wish,
      requestId: `idle-${id}`,
    }));
    for (const session of closing) sessionNews.publish(session);
  }

  #giveUp(cause: LeaseLostError): void {
    if (!this.isLeading) return;
    this.#stop();
    this.#log.leaseLost(cause);
  }

  #stop(): void {
    this.#stopped.abort(null);
    this.#unsubscribe();
  }
}
