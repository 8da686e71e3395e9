import { CompiledQuery, type DatabaseConnection, SqliteDriver } from 'kysely';
import { type DirectConfig, DirectDialect } from './direct-dialect.ts';

export const beginWriting = 'begin immediate';

/** SQLite, with transactions that take the write lock when they begin, not at their first write. */
export class WriterDialect extends DirectDialect {
  readonly #config: DirectConfig;

  constructor(config: DirectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): SqliteDriver {
    return new WriterDriver(this.#config);
  }
}

class WriterDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(beginWriting));
  }
}
