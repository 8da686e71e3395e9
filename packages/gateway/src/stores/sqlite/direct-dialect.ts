import {
  type CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely';
import { DirectAdapter } from './direct-adapter.ts';
import { SteadyQueryCompiler } from './steady-query-compiler.ts';

/** What a dialect here is made of. */
export interface DirectConfig extends SqliteDialectConfig {
  readonly database: SqliteDatabase;
  /** Of a connection that only reads. */
  readonly reading?: Reading;
}

export interface Reading {
  /** Hears how long each statement took that was run at once. */
  took(ms: number): void;
  /** What has to be so before anybody hears what was just read; null where it is. */
  heldBy(): Promise<void> | null;
}

/** SQLite, whose compiled statements can be run at once. */
export class DirectDialect extends SqliteDialect {
  readonly #config: DirectConfig;

  constructor(config: DirectConfig) {
    super(config);
    this.#config = config;
  }

  override createAdapter(): DirectAdapter {
    return new DirectAdapter(this.#config.database, this.#config.reading);
  }

  override createQueryCompiler(): SteadyQueryCompiler {
    return new SteadyQueryCompiler();
  }

  override createDriver(): SqliteDriver {
    const { reading } = this.#config;
    return reading ? new ReaderDriver(this.#config, reading) : new SqliteDriver(this.#config);
  }
}

/** Its answers are held back as those of the adapter are. */
class ReaderDriver extends SqliteDriver {
  readonly #reading: Reading;

  constructor(config: DirectConfig, reading: Reading) {
    super(config);
    this.#reading = reading;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    return {
      executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
        const result = await connection.executeQuery<Row>(query);
        await this.#reading.heldBy();
        return result;
      },
      streamQuery: () => {
        throw new Error('nothing is streamed from the state');
      },
    };
  }
}
