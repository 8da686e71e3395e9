import type { DuckDBConnection } from '@duckdb/node-api';
import type { OpenSession } from '../host-messages.ts';
import { enterDatabase, type Lake } from './lake.ts';

const interruptAgainMs = 20;

/** The context of a session: a connection, with all that its statements have made and set on it. */
export class HostSession {
  readonly id: string;
  readonly connection: DuckDBConnection;
  /**
   * A user's transaction. One that has failed was rolled back, and takes nothing but its end: what comes
   * next was written to be part of it, and would be committed alone.
   */
  transaction: 'none' | 'open' | 'failed' = 'none';

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

  /** Whether it is in no transaction, and nobody looks already. */
  get mayBeLookedAt(): boolean {
    return this.transaction === 'none' && this.#looking === null;
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

  /** Rolls back what is open, and lets go of the connection with all that is temporary on it. */
  async close(): Promise<void> {
    await this.makeWay();
    if (this.transaction === 'open') await this.connection.run('ROLLBACK').catch(() => {});
    this.connection.closeSync();
  }
}
