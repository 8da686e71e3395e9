import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { ResultSummary } from '../../../core/job/ending.ts';
import type { Observed } from '../../../core/job/transition.ts';
import { isBeyondSaying } from '../engine-error.ts';
import { asidePath, makeAside, removeAside } from '../finish-copy.ts';
import type { CopyTo, ExportedRows, RunOrder } from '../messages/run-order.ts';
import { exportedFileName, isGzipFile, parquetCodecOf } from '../sql/transfer-sql.ts';
import { typedRows } from '../typed-rows.ts';
import { commitRun, type RunGateway } from './commit-run.ts';
import { exportedText } from './exported-text.ts';
import { GrowthWatch } from './growth-watch.ts';
import type { Lake } from './lake.ts';
import { RefusedError } from './refused-error.ts';
import type { ResultFiles } from './result-files.ts';
import { runFailure } from './run-failure.ts';
import type { Run } from './statement-run.ts';
import { StopSwitch } from './stop-switch.ts';

/**
 * Writes the kept result of a query into a folder aside, and puts that to its place behind the commit of
 * its marker: no SQL of a user reaches a result, so no statement is run.
 */
export class ExportRun implements Run {
  readonly order: RunOrder;
  readonly #exports: ExportedRows;
  readonly #lake: Lake;
  readonly #files: ResultFiles;
  readonly #gateway: RunGateway;
  readonly #growth: GrowthWatch;
  readonly #stop = new StopSwitch();
  readonly #stopped = new AbortController();
  readonly #reading = { left: this.#stopped.signal, waitMs };
  #rows = 0;
  #mayHaveCommitted = false;

  constructor(
    order: RunOrder,
    exports: ExportedRows,
    lake: Lake,
    files: ResultFiles,
    gateway: RunGateway,
  ) {
    this.order = order;
    this.#exports = exports;
    this.#lake = lake;
    this.#files = files;
    this.#gateway = gateway;
    this.#growth = new GrowthWatch(order, lake);
  }

  get done(): number {
    const { rowCount } = this.#exports.source;
    return rowCount === 0 ? 0 : Math.min(this.#rows / rowCount, 1);
  }

  get mayHaveCommitted(): boolean {
    return this.#mayHaveCommitted;
  }

  stop(): void {
    this.#stop.stop();
    this.#stopped.abort();
  }

  async run(): Promise<Observed> {
    const { copyTo } = this.order;
    if (!copyTo) throw new Error(`the export of job ${this.order.jobId} has no place`);
    this.#growth.start(() => this.#stopped.abort());
    try {
      makeAside(copyTo);
      await this.#write(asidePath(copyTo));
      await this.#growth.demandRoom();
      return await this.#commit(copyTo);
    } catch (error) {
      return this.#failure(error);
    } finally {
      this.#stop.settle();
      this.#growth.close();
      removeAside(copyTo);
    }
  }

  async #write(folder: string): Promise<void> {
    const { transfer } = this.#exports;
    await mkdir(folder, { mode: 0o700 });
    const file = createWriteStream(join(folder, exportedFileName(transfer, 0)), {
      mode: 0o600,
      flush: true,
    });
    const { signal } = this.#stopped;
    await (isGzipFile(transfer)
      ? pipeline(this.#content(), createGzip(), file, { signal })
      : pipeline(this.#content(), file, { signal }));
    // I11: what was kept for its time goes while a job waits, and a shorter file is not the result.
    if (this.#rows < this.#exports.source.rowCount) throw new RefusedError(resultGone);
  }

  #content(): AsyncGenerator<string | Uint8Array> {
    const { transfer, source } = this.#exports;
    const { format, csv } = transfer;
    if (format === 'parquet') return this.#parquet();
    const names = source.columns.map(({ name }) => name);
    return exportedText(names, this.#lines(), format, csv);
  }

  async *#parquet(): AsyncGenerator<Uint8Array> {
    const { transfer, source, file } = this.#exports;
    const page = { offset: 0, limit: source.rowCount };
    const typed = typedRows(source.columns, source.lines, file, page);
    const codec = parquetCodecOf(transfer.compression);
    for await (const { rows, bytes } of this.#files.readParquet(typed, codec, this.#reading)) {
      yield bytes;
      this.#rows += rows;
    }
  }

  async *#lines(): AsyncGenerator<readonly string[]> {
    const { source, file } = this.#exports;
    if (source.lines) {
      yield source.lines;
      this.#rows += source.lines.length;
      return;
    }
    const kept = { file, offset: 0, limit: source.rowCount };
    for await (const { rows, bytes } of this.#files.readLines(kept, this.#reading)) {
      yield Buffer.from(bytes).toString().trimEnd().split('\n');
      this.#rows += rows;
    }
  }

  async #commit(copyTo: CopyTo): Promise<Observed> {
    const affectedRows = this.#exports.source.rowCount;
    const result: ResultSummary = { columns: [], rowCount: 0, affectedRows, rows: { at: 'none' } };
    return this.#lake.use(async (connection, open) => {
      const committing = {
        order: this.order,
        lake: this.#lake,
        gateway: this.#gateway,
        stop: this.#stop,
        begun: () => {
          this.#mayHaveCommitted = true;
        },
        open,
        isWhole: false,
      } as const;
      if (this.#stop.isWanted) throw new Error('stopped before its commit');
      await connection.run('BEGIN TRANSACTION');
      return await commitRun(connection, committing, { affectedRows, returned: null }, async () =>
        this.#lake.bucket.put(copyTo, result),
      );
    });
  }

  #failure(cause: unknown): Observed | Promise<never> {
    if (isBeyondSaying(cause, this.#mayHaveCommitted)) return this.#gateway.giveUpHost();
    if (this.#stop.isWanted && !(cause instanceof RefusedError)) return { kind: 'stopped' };
    try {
      this.#growth.refuseIfOver();
      return { kind: 'failed', error: runFailure(cause, this.#lake) };
    } catch (over) {
      return { kind: 'failed', error: runFailure(over, this.#lake) };
    }
  }
}

/** For memory to read the result in: nobody waits for an answer. */
const waitMs = 600_000;

const resultGone = {
  code: 'runtime',
  message: 'The result is not kept any more. Run the query again, and export its result.',
} as const;
