import type { JobError } from '../../../core/job/ending.ts';
import type { NamesAsked } from '../../../core/ports/names-asked.ts';
import type { ClosedSession, OpenSession, UserTransaction } from '../messages/host-messages.ts';
import type {
  RestoredSession,
  SavedSession,
  SaveSessions,
  SessionSave,
} from '../messages/saved-session.ts';
import { HostSession } from './host-session.ts';
import type { Lake } from './lake.ts';
import { namesIn } from './names-in.ts';
import { PreparingTime } from './preparing-time.ts';
import type { SavedFiles } from './saved-files.ts';
import { runFailure } from './run-failure.ts';
import { SessionsSave } from './sessions-save.ts';

/** The sessions of this host. */
export class HostSessions {
  readonly #lake: Lake;
  readonly #files: SavedFiles;
  readonly #sessions = new Map<string, HostSession>();
  /** Those that are being made. */
  readonly #making = new Map<string, Promise<HostSession>>();
  readonly #preparing: PreparingTime;
  #save: SessionsSave | null = null;

  /**
   * @param files also have the rows of those that move to another host
   * @param preparingMs how long what those had prepared is prepared here
   */
  constructor(lake: Lake, files: SavedFiles, preparingMs?: number) {
    this.#preparing = new PreparingTime(preparingMs);
    this.#lake = lake;
    this.#files = files;
  }

  get ids(): string[] {
    return [...this.#sessions.keys()];
  }

  get transactions(): UserTransaction[] {
    return [...this.#sessions.values()].flatMap(({ id: sessionId, transaction, openMs }) =>
      transaction === 'none' ? [] : [{ sessionId, openMs }],
    );
  }

  of(sessionId: string): HostSession | undefined {
    return this.#sessions.get(sessionId);
  }

  async open(wanted: OpenSession): Promise<JobError | null> {
    return this.#add(wanted.sessionId, () => HostSession.open(this.#lake, wanted));
  }

  /**
   * It is on the list when all that can be made of it is there, and not before.
   * @param isWanted asked then: whoever gave the order may have been followed
   */
  async restore(saved: SavedSession, isWanted: () => boolean): Promise<RestoredSession> {
    let without: readonly string[] = [];
    const error = await this.#add(saved.sessionId, async () => {
      const restored = await HostSession.restore(this.#lake, this.#files, saved, this.#preparing);
      without = restored.without;
      if (isWanted()) return restored.session;
      await restored.session.close();
      throw new Error('another gateway gives the orders here');
    });
    return { error, without };
  }

  /** One that is being made is waited for. */
  async close(sessionId: string): Promise<ClosedSession> {
    await this.#making.get(sessionId)?.catch(() => {});
    const session = this.#sessions.get(sessionId);
    if (!session) return { isThere: false, rolledBack: false };
    await this.#save?.done(sessionId);
    // One that has failed was rolled back before, perhaps since this close cancelled a statement of it.
    const rolledBack = session.transaction !== 'none';
    await session.close();
    this.#sessions.delete(sessionId);
    return { isThere: true, rolledBack };
  }

  /** On the session's own connection only between its statements, and outside of its transactions. */
  async namesIn({
    sessionId,
    ...asked
  }: NamesAsked & { readonly sessionId: string }): Promise<readonly string[]> {
    const session = this.#sessions.get(sessionId);
    if (session?.mayBeLookedAt) return session.look((own) => namesIn(own, asked));
    const connection = await this.#lake.connect();
    try {
      return await namesIn(connection, asked);
    } finally {
      this.#lake.giveBack(connection, false);
    }
  }

  /** Nothing runs in any of them until they are let go. */
  async save({ except, directory, forMs }: SaveSessions): Promise<readonly SessionSave[]> {
    const wanted = [...this.#sessions.values()].filter(({ id }) => !except.includes(id));
    for (const session of wanted) session.isHeld = true;
    this.#save = new SessionsSave(this.#files, directory, forMs);
    return this.#save.run(wanted);
  }

  /** Their host lives on. */
  async letGo(): Promise<void> {
    await this.#save?.stop();
    for (const session of this.#sessions.values()) session.isHeld = false;
  }

  async #add(id: string, make: () => Promise<HostSession>): Promise<JobError | null> {
    if (this.#sessions.has(id)) return null;
    try {
      const making = make();
      this.#making.set(id, making);
      this.#sessions.set(id, await making);
      return null;
    } catch (error) {
      return runFailure(error, this.#lake);
    } finally {
      this.#making.delete(id);
    }
  }
}
