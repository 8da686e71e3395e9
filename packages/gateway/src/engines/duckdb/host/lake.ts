import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { JobError } from '../../../core/job/ending.ts';
import { isFatal, toJobError, withoutDirectory } from '../engine-error.ts';
import type { HostSettings } from '../messages/host-settings.ts';
import type { Marker } from '../messages/host-messages.ts';
import { sizeOfFile } from '../size-of-file.ts';
import { lakeCatalog } from '../lake-catalog.ts';
import { lakeStorageVersion } from '../lake-storage-version.ts';
import { Bucket } from './bucket.ts';
import { CommitGate } from './commit-gate.ts';
import { CheckpointJournal } from './checkpoint-journal.ts';
import { recoverCheckpoint } from './recover-checkpoint.ts';
import { Checkpoints } from './checkpoints.ts';
import { quoteName, quoteText } from '../sql/quote-text.ts';
import { RefusedError } from './refused-error.ts';
import { replayWal } from './replay-wal.ts';
import { type OpenTransaction, OpenTransactions } from './open-transactions.ts';
import { WholeCommits } from './whole-commits.ts';

/** Of the part of a job the job (`jobOfPart`). */
const jobOfMarker = "split_part(job_id, '.', 1)";

/** What they commit leaves every database where it was. */
const ofRowsAlone: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** To open a connection takes as long as to run a small statement on it. */
const mostIdle = 16;

/**
 * The DuckDB instance that runs users' SQL: it reaches no file but its own and the bucket directory,
 * loads no extension, and its settings are locked.
 */
export class Lake {
  readonly bucket: Bucket;
  /** What its statements may take of the disk while they run; null is no limit. */
  readonly temporaryBytes: number | null;
  readonly #databaseFile: string;
  readonly #instance: DuckDBInstance;
  /** For markers only; no user's statement runs on it. */
  readonly #markers: DuckDBConnection;
  readonly #idle: DuckDBConnection[] = [];
  /** Where connections for jobs are, and which of the sets of databases they saw there. */
  readonly #entered = new WeakMap<DuckDBConnection, { database: string; among: number }>();
  /** Counts the commits that may have dropped a database. */
  #databases = 0;
  /** Every change of the database file passes it. */
  readonly gate = new CommitGate();
  /** Every transaction of a statement, of a user or of a reader is among them while it is open. */
  readonly transactions = new OpenTransactions(this.gate);
  readonly checkpoints: Checkpoints;
  readonly wholeCommits: WholeCommits;

  private constructor(
    instance: DuckDBInstance,
    markers: DuckDBConnection,
    journal: CheckpointJournal,
    { databaseFile, bucketDir, uploadsDir, temporaryBytes }: HostSettings,
  ) {
    this.#databaseFile = databaseFile;
    this.bucket = new Bucket({ bucketDir, uploadsDir });
    this.temporaryBytes = temporaryBytes;
    this.#instance = instance;
    this.#markers = markers;
    const { gate, transactions } = this;
    this.checkpoints = new Checkpoints(markers, journal, gate, transactions, databaseFile);
    this.wholeCommits = new WholeCommits(transactions, this.checkpoints, gate);
  }

  static async open(settings: HostSettings): Promise<Lake> {
    mkdirSync(settings.bucketDir, { recursive: true, mode: 0o700 });
    mkdirSync(settings.spillDir, { recursive: true, mode: 0o700 });
    const options = {
      storage_compatibility_version: lakeStorageVersion,
      threads: String(settings.threads),
      memory_limit: `${settings.memoryBytes}B`,
      temp_directory: join(settings.spillDir, settings.instance),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      // DuckDB 1.5.6 takes a file of the same length and second for the one that it has read: rows that are not there.
      enable_external_file_cache: 'false',
      // Every checkpoint is one of ours, which a kill cannot break.
      checkpoint_threshold: '1000TB',
    };
    recoverCheckpoint(settings.databaseFile);
    const journal = new CheckpointJournal(settings.databaseFile);
    await replayWal(settings.databaseFile, journal, options);
    const instance = await DuckDBInstance.create(settings.databaseFile, options);
    removeFormerSpill(settings);
    const connection = await instance.connect();
    await limitTemporary(connection, settings.temporaryBytes);
    await connection.run('CREATE SCHEMA IF NOT EXISTS "default"');
    await connection.run('CREATE SCHEMA IF NOT EXISTS _sluice');
    await connection.run(
      'CREATE TABLE IF NOT EXISTS _sluice.commit_marker (job_id VARCHAR, mac VARCHAR, affected_rows BIGINT)',
    );
    // Databases of 0.1.0 have none; NULL is a write that returned no rows.
    await connection.run(
      'ALTER TABLE _sluice.commit_marker ADD COLUMN IF NOT EXISTS returned VARCHAR',
    );
    // The order matters: with external access off, or locked, the lines before are refused.
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    await connection.run(`SET GLOBAL allowed_directories = [${quoteText(settings.bucketDir)}]`);
    await connection.run('SET GLOBAL enable_external_access = false');
    await connection.run('SET GLOBAL lock_configuration = true');
    const lake = new Lake(instance, connection, journal, settings);
    await lake.checkpoints.make();
    return lake;
  }

  /** A connection for one job alone: an interrupt then hits no other (conformance 27). */
  async connect(): Promise<DuckDBConnection> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    const connection = await this.#instance.connect();
    // These two are the only way to progress figures once the configuration is locked.
    await connection.run('PRAGMA enable_progress_bar; PRAGMA disable_print_progress_bar');
    return connection;
  }

  /**
   * Makes `database` the home of unqualified names on a connection for jobs, if it is not.
   * @throws RefusedError when there is none
   */
  async enter(connection: DuckDBConnection, database: string): Promise<void> {
    const entered = this.#entered.get(connection);
    const among = this.#databases;
    if (entered?.database === database && entered.among === among) return;
    await enterDatabase(connection, database);
    this.#entered.set(connection, { database, among });
  }

  /** To be called after each commit: what was there before may be gone, and what was not may be there. */
  committed(verb: string): void {
    const isOfRowsAlone = ofRowsAlone.has(verb);
    if (!isOfRowsAlone) this.#databases++;
    this.checkpoints.noteCommit(isOfRowsAlone);
  }

  /**
   * Whether the connection's transaction sees a type of a database that is not in the file yet. DuckDB 1.5.6
   * cannot replay a CREATE TYPE whose schema was made in the same write-ahead file: after a kill the
   * whole database would stay shut.
   */
  async hasTypeAheadOfDatabase(connection: DuckDBConnection): Promise<boolean> {
    const reader = await connection.runAndReadAll(
      `SELECT 1 FROM duckdb_types() WHERE database_name = '${lakeCatalog}' AND NOT internal
         AND schema_oid NOT IN (${this.checkpoints.schemas.join(', ')}) LIMIT 1`,
    );
    return reader.currentRowCount > 0;
  }

  /**
   * Takes a connection back. The next job may have it where nothing of this one can be left on it: it
   * was never interrupted, made nothing temporary, and its transaction has ended.
   */
  giveBack(connection: DuckDBConnection, isAsNew: boolean): void {
    if (isAsNew && this.#idle.length < mostIdle) this.#idle.push(connection);
    else connection.closeSync();
  }

  /** Reads with a connection of its own, in a transaction that cannot write. */
  read<T>(query: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.use(async (connection) => {
      await connection.run('BEGIN TRANSACTION READ ONLY');
      return query(connection);
    });
  }

  /** A connection of its own, on which one transaction is open at most, and which goes with it. */
  async use<T>(
    work: (connection: DuckDBConnection, open: OpenTransaction) => Promise<T>,
  ): Promise<T> {
    const open = await this.transactions.begin();
    const connection = await this.connect();
    try {
      return await work(connection, open);
    } finally {
      connection.closeSync();
      open.end();
    }
  }

  /** After a fault of its own DuckDB takes nothing more in this process. */
  async isOver(): Promise<boolean> {
    try {
      await this.#markers.run('SELECT 1');
      return false;
    } catch (error) {
      return isFatal(error);
    }
  }

  /** Of a statement that failed. */
  errorOf(cause: unknown): JobError {
    const { code, message } = toJobError(cause);
    return { code, message: this.withoutPlaces(message) };
  }

  /** A text for a client: of paths in it, what comes after the project's directory. */
  withoutPlaces(text: string): string {
    return withoutDirectory(text, dirname(this.#databaseFile));
  }

  async marker(jobId: string): Promise<Marker | null> {
    const reader = await this.#markers.runAndReadAll(
      'SELECT mac, affected_rows, returned FROM _sluice.commit_marker WHERE job_id = $1',
      [jobId],
    );
    const [row] = reader.getRows();
    if (!row) return null;
    const [mac, affectedRows, returned] = row;
    return {
      mac: String(mac),
      affectedRows: affectedRows === null ? null : Number(affectedRows),
      returned: typeof returned === 'string' ? (JSON.parse(returned) as Marker['returned']) : null,
    };
  }

  /** Jobs that have a marker, or whose parts have. */
  async marked(after: string, limit: number): Promise<string[]> {
    const reader = await this.#markers.runAndReadAll(
      `SELECT DISTINCT ${jobOfMarker} AS job FROM _sluice.commit_marker WHERE job > $1 ORDER BY job LIMIT $2`,
      [after, limit],
    );
    return reader.getRows().map(([jobId]) => String(jobId));
  }

  async unmark(jobIds: readonly string[]): Promise<void> {
    const places = jobIds.map((_, index) => `$${index + 1}`).join(', ');
    await this.gate.within(() =>
      this.#markers.run(`DELETE FROM _sluice.commit_marker WHERE ${jobOfMarker} IN (${places})`, [
        ...jobIds,
      ]),
    );
  }

  /**
   * How many bytes of the database are in use, with those that transactions have written and not yet
   * committed. Free blocks of the file do not count: a file does not shrink when rows are deleted.
   * @param enough when the files are no larger than that, their size will do
   */
  async usedBytes(enough: number): Promise<number> {
    const walBytes = sizeOfFile(`${this.#databaseFile}.wal`);
    const fileBytes = sizeOfFile(this.#databaseFile) + walBytes;
    if (fileBytes <= enough) return fileBytes;
    const reader = await this.#markers.runAndReadAll(
      `SELECT used_blocks * block_size FROM pragma_database_size() WHERE database_name = '${lakeCatalog}'`,
    );
    return Number(reader.getRows()[0]?.[0] ?? 0) + walBytes;
  }
}

/**
 * Given when an instance is made, DuckDB 1.5.6 shows this limit and does not keep it.
 * @param bytes null leaves DuckDB's own: nine tenths of what is free on the disk
 */
export async function limitTemporary(
  connection: DuckDBConnection,
  bytes: number | null,
): Promise<void> {
  if (bytes === null) return;
  await connection.run(`SET GLOBAL max_temp_directory_size = '${bytes}B'`);
}

/** What hosts that were killed had spilled. None of them lives: this one has the lock of the database. */
function removeFormerSpill({ spillDir, instance }: HostSettings): void {
  for (const name of readdirSync(spillDir)) {
    if (!name.startsWith(instance)) rmSync(join(spillDir, name), { recursive: true, force: true });
  }
}

/**
 * Makes `database` the home of unqualified names.
 * @throws RefusedError when there is none
 */
export async function enterDatabase(connection: DuckDBConnection, database: string): Promise<void> {
  try {
    await connection.run(useDatabase(database));
  } catch (error) {
    // Whatever else failed, its memory or itself, says nothing of the database.
    if (!(error instanceof Error) || !error.message.startsWith('Catalog Error: ')) throw error;
    throw new RefusedError({
      code: 'semantic',
      message: `There is no database named ${database}. Make it with CREATE SCHEMA.`,
    });
  }
}

/** The statement that makes `database` the home of unqualified names. */
export function useDatabase(database: string): string {
  return `USE ${lakeCatalog}.${quoteName(database)}`;
}
