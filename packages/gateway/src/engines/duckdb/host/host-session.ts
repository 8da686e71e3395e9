import type { DuckDBConnection } from '@duckdb/node-api';
import type { OpenSession } from '../messages/host-messages.ts';
import type { SavedSession } from '../messages/saved-session.ts';
import { enterDatabase, type Lake } from './lake.ts';
import type { OpenTransaction } from './open-transactions.ts';
import type { PreparingTime } from './preparing-time.ts';
import { restoreSession } from './restore-session.ts';
import type { SavedFiles } from './saved-files.ts';
import { SessionNotes } from './session-notes.ts';
import type { Run } from './statement-run.ts';

const interruptAgainMs = 20;

/** The context of a session: a connection, with all that its statements have made and set on it. */
export class HostSession {
  readonly id: string;
  readonly connection: DuckDBConnection;
  readonly notes = new SessionNotes();
  /** What runs on it. */
  work: { readonly run: Run; readonly done: Promise<void> } | null = null;
  /** Nothing runs on it any more: it is, or will be, saved. */
  isHeld = false;
  /** Of the transaction that is open: it may write what is temporary, and nothing else. */
  isForReading = false;
  #transaction: 'none' | 'open' | 'failed' = 'none';
  #openSince = 0;
  /** Whether its transaction is committed in one with a checkpoint. */
  isWhole = false;
  /** What is open on its connection for a user's transaction. */
  opened: OpenTransaction | null = null;
  #looking: Promise<unknown> | null = null;

  private constructor(id: string, connection: DuckDBConnection) {
    this.id = id;
    this.connection = connection;
  }

  /** @throws RefusedError when there is no such database */
  static async open(lake: Lake, { sessionId, database }: OpenSession): Promise<HostSession> {
    const connection = await lake.connect();
    try {
      await enterDatabase(connection, database);
    } catch (error) {
      connection.closeSync();
      throw error;
    }
    return new HostSession(sessionId, connection);
  }

  /** @returns it, and what of it could not be made again */
  static async restore(
    lake: Lake,
    files: SavedFiles,
    saved: SavedSession,
    preparing: PreparingTime,
  ): Promise<{ readonly session: HostSession; readonly without: readonly string[] }> {
    const session = new HostSession(saved.sessionId, await lake.connect());
    try {
      const without = await restoreSession(session, lake, files, saved, preparing);
      session.transaction = saved.transaction;
      return { session, without };
    } catch (error) {
      session.connection.closeSync();
      throw error;
    }
  }

  /** Whether nothing runs in it, it is in no transaction, and nobody looks already. */
  get mayBeLookedAt(): boolean {
    const isFree = this.work === null && !this.isHeld && this.#looking === null;
    return isFree && this.transaction === 'none';
  }

  /** Looks something up, where no statement runs. One that comes meanwhile ends it. */
  look<Found>(act: (connection: DuckDBConnection) => Promise<Found>): Promise<Found> {
    const looking = act(this.connection).finally(() => {
      this.#looking = null;
    });
    this.#looking = looking;
    return looking;
  }

  /** Ends a look, and resolves when the connection is free. Null where it is free. */
  makeWay(): Promise<void> | null {
    const looking = this.#looking;
    if (looking === null) return null;
    // One that came before the look had begun was not heard.
    const timer = setInterval(() => this.connection.interrupt(), interruptAgainMs);
    this.connection.interrupt();
    return looking.then(
      () => clearInterval(timer),
      () => clearInterval(timer),
    );
  }

  /**
   * A user's transaction. One that has failed was rolled back, and takes nothing but its end: what comes
   * next was written to be part of it, and would be committed alone.
   */
  get transaction(): 'none' | 'open' | 'failed' {
    return this.#transaction;
  }

  set transaction(transaction: 'none' | 'open' | 'failed') {
    this.#transaction = transaction;
    this.#openSince = performance.now();
  }

  /** For how long its transaction is open, in milliseconds; null when none is. */
  get openMs(): number | null {
    return this.#transaction === 'open' ? performance.now() - this.#openSince : null;
  }

  /** Rolls back what is open, and lets go of the connection with all that is temporary on it. */
  async close(): Promise<void> {
    await this.makeWay();
    if (this.transaction === 'open') await this.connection.run('ROLLBACK').catch(() => {});
    this.connection.closeSync();
    this.opened?.end();
  }
}
