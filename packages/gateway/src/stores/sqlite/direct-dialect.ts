import { type SqliteDatabase, SqliteDialect, type SqliteDialectConfig } from 'kysely';
import { DirectAdapter } from './direct-adapter.ts';

/** What a dialect here is made of. */
export interface DirectConfig extends SqliteDialectConfig {
  readonly database: SqliteDatabase;
  /** Hears how long each statement took that was run at once. */
  readonly took?: (ms: number) => void;
}

/** SQLite, whose compiled statements can be run at once. */
export class DirectDialect extends SqliteDialect {
  readonly #config: DirectConfig;

  constructor(config: DirectConfig) {
    super(config);
    this.#config = config;
  }

  override createAdapter(): DirectAdapter {
    return new DirectAdapter(this.#config.database, this.#config.took);
  }
}
