import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type BetterSqlite3 from 'better-sqlite3';

const program = new URL('./checkpoint-thread.ts', import.meta.url);

/** After so many pages SQLite itself would make one, within the commit. */
const duePages = 1_000;
/**
 * As long as commits go on meanwhile, pages are left, and the write-ahead file grows. At so many pages
 * (32 MiB) they wait for once, and SQLite then writes from its beginning again.
 */
const mostPages = 8_000;

interface WriteAhead {
  /** Its pages, and how many of them are in the database. */
  readonly log: number;
  readonly checkpointed: number;
}

/**
 * Takes the checkpoints of a database off this thread: SQLite makes them within the commit of somebody, and
 * all on this thread would wait some tens of milliseconds. The thread for them begins with the first one.
 */
export class CheckpointsBeside implements AsyncDisposable {
  readonly #connection: BetterSqlite3.Database;
  readonly #look: BetterSqlite3.Statement<[], WriteAhead>;
  #thread: Worker | null = null;
  #running: Promise<void> | null = null;
  #ready: Promise<void> | null = null;
  #holdAt = mostPages;
  #hasFailed = false;

  /** @param connection the only one that writes */
  constructor(connection: BetterSqlite3.Database) {
    this.#connection = connection;
    this.#look = connection.prepare('pragma wal_checkpoint(noop)');
    connection.pragma('wal_autocheckpoint = 0');
  }

  /** Resolves when the next commit may begin; null: at once. */
  get ready(): Promise<void> | null {
    return this.#ready;
  }

  /** Begins a checkpoint where one is due. To be called after each commit. */
  committed(): void {
    const writeAhead = this.#look.get();
    if (!writeAhead || this.#hasFailed) return;
    const { log, checkpointed } = writeAhead;
    if (log < mostPages) this.#holdAt = mostPages;
    if (log >= this.#holdAt) {
      // Where it does not help, since somebody still reads what was, commits do not wait each time.
      this.#holdAt = log + mostPages;
      this.#ready = this.#runAlone();
    } else if (!this.#running && log - checkpointed >= duePages) void this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (this.#ready ?? this.#running);
    await this.#thread?.terminate();
  }

  async #runAlone(): Promise<void> {
    await this.#running;
    await this.#run();
    this.#ready = null;
  }

  #run(): Promise<void> {
    this.#running = this.#tell().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #tell(): Promise<void> {
    if (this.#hasFailed) return;
    try {
      this.#thread ??= this.#begin();
      this.#thread.postMessage('checkpoint');
      await once(this.#thread, 'message');
    } catch {
      // The thread has ended. SQLite makes them by itself again.
      this.#hasFailed = true;
      this.#connection.pragma(`wal_autocheckpoint = ${duePages}`);
    }
  }

  #begin(): Worker {
    const thread = new Worker(program, { workerData: this.#connection.name });
    // Nobody has to wait for it at the end of this process.
    thread.unref();
    return thread;
  }
}
