import type { SessionEngine } from '../ports/session-engine.ts';
import type { Session, SessionId } from '../session/session.ts';
import {
  type driveSession,
  resumeSession,
  type SessionDrive,
  type SessionPorts,
} from './drive-session.ts';
import { type DrivesNews, takeUpAgain } from './take-up-again.ts';

/** The sessions that have a place in this process, and what takes each of them to its ending. */
export class SessionDrives {
  readonly #ports: SessionPorts;
  readonly #stopped: AbortSignal;
  readonly #retryMs: number;
  readonly #news: DrivesNews;
  readonly #drives = new Map<
    SessionId,
    { readonly drive: SessionDrive; readonly done: Promise<unknown> }
  >();

  /**
   * @param stopped aborts when the sessions are given up; they are left as they are
   * @param retryMs how long a drive waits after its first failure before it is taken up again
   */
  constructor(ports: SessionPorts, stopped: AbortSignal, retryMs: number, news: DrivesNews) {
    this.#ports = ports;
    this.#stopped = stopped;
    this.#retryMs = retryMs;
    this.#news = news;
  }

  get size(): number {
    return this.#drives.size;
  }

  engineOf({ request }: Session): SessionEngine {
    const engine = this.#ports.sessionEngines.get(request.engine);
    if (!engine) throw new Error(`no engine named ${request.engine} has sessions`);
    return engine;
  }

  /** Drives a session that was given its place, or resumes one that was adopted. */
  start(session: Session, leaseToken: number, begin: typeof driveSession): void {
    const drive: SessionDrive = {
      leaseToken,
      unwanted: new AbortController(),
      stopped: this.#stopped,
      rungs: [],
      live: new Set(),
      statements: null,
      seen: null,
    };
    const done = this.#driveUntilEnded(session, drive, begin).finally(() =>
      this.#drives.delete(session.id),
    );
    this.#drives.set(session.id, { drive, done });
  }

  /** Tells a session's drive that the session is `closing`. */
  ring(sessionId: SessionId): void {
    this.#drives.get(sessionId)?.drive.unwanted.abort(null);
  }

  /** Waits until no session has a place here, or the time is up. */
  async idleWithin(ms: number): Promise<void> {
    const idle = new AbortController();
    void Promise.allSettled([...this.#drives.values()].map(({ done }) => done)).then(() =>
      idle.abort(null),
    );
    await this.#ports.clock.sleep(ms, idle.signal);
  }

  /** A session is never left without a drive. */
  #driveUntilEnded(
    session: Session,
    drive: SessionDrive,
    begin: typeof driveSession,
  ): Promise<void> {
    const failing = {
      firstMs: this.#retryMs,
      stopped: this.#stopped,
      unwanted: drive.unwanted.signal,
      hasEnded: () => drive.seen !== null,
      what: `driving session ${session.id}`,
      news: this.#news,
    };
    return takeUpAgain(this.#ports.clock, failing, (isFirst) => {
      const go = isFirst ? begin : resumeSession;
      return go(this.#ports, this.engineOf(session), session, drive);
    });
  }
}
