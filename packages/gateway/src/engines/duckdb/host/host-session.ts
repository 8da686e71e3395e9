import type { DuckDBConnection } from '@duckdb/node-api';
import type { OpenSession } from '../host-messages.ts';
import { enterDatabase, type Lake } from './lake.ts';

/** The context of a session: a connection, with all that its statements have made and set on it. */
export class HostSession {
  readonly id: string;
  readonly connection: DuckDBConnection;
  /**
   * A user's transaction. One that has failed was rolled back, and takes nothing but its end: what comes
   * next was written to be part of it, and would be committed alone.
   */
  transaction: 'none' | 'open' | 'failed' = 'none';

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

  /** Rolls back what is open, and lets go of the connection with all that is temporary on it. */
  async close(): Promise<void> {
    if (this.transaction === 'open') await this.connection.run('ROLLBACK').catch(() => {});
    this.connection.closeSync();
  }
}
