import { createServer, type Server, type Socket } from 'node:net';
import type { JobId } from '../../../core/job/job.ts';
import type {
  HostLine,
  HostOp,
  HostReplies,
  HostRequest,
  Numbered,
  RunOrder,
} from '../host-messages.ts';
import { onLine, sendLine } from '../line-stream.ts';
import { toJobError } from '../engine-error.ts';
import { type Lake, useDatabase } from './lake.ts';
import type { ResultFiles } from './result-files.ts';
import { StatementRun } from './statement-run.ts';

const progressEveryMs = 200;
/** How long a host waits for its gateway's first word. */
const orphanMs = 30_000;

/** The host's side of the socket: takes requests, runs statements, tells of their ends. */
export class HostServer {
  readonly #lake: Lake;
  readonly #files: ResultFiles;
  readonly #runs = new Map<JobId, StatementRun>();
  readonly #end: () => void;
  readonly #server: Server;
  readonly #orphaned: NodeJS.Timeout;
  #control: Socket | null = null;

  /** @param end ends this process; called when the gateway is gone or says stop */
  constructor(lake: Lake, files: ResultFiles, end: () => void) {
    this.#lake = lake;
    this.#files = files;
    this.#end = end;
    this.#orphaned = setTimeout(end, orphanMs);
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async listen(socketPath: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', reject);
    this.#server.listen(socketPath, resolve);
    await promise;
    setInterval(() => this.#tellProgress(), progressEveryMs).unref();
  }

  #serve(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (socket === this.#control) this.#end();
    });
    onLine(socket, (line) => {
      const request = JSON.parse(line) as Numbered<HostRequest>;
      this.#answer(socket, request).then(
        (reply) => void sendLine(socket, { id: request.id, reply } satisfies HostLine),
        (error: unknown) => {
          const failure = error instanceof Error ? error.message : String(error);
          void sendLine(socket, { id: request.id, failure } satisfies HostLine);
        },
      );
    });
  }

  async #answer(socket: Socket, request: HostRequest): Promise<HostReplies[HostOp]> {
    switch (request.op) {
      case 'control':
        clearTimeout(this.#orphaned);
        this.#control = socket;
        return null;
      case 'run':
        this.#run(request.order);
        return null;
      case 'interrupt': {
        const run = this.#runs.get(request.jobId);
        run?.stop();
        return { isThere: run !== undefined };
      }
      case 'look':
        return { operations: [...this.#runs.keys()] };
      case 'marker':
        return this.#lake.marker(request.jobId);
      case 'marked':
        return { jobIds: await this.#lake.marked(request.after, request.limit) };
      case 'unmark':
        await this.#lake.unmark(request.jobIds);
        return null;
      case 'check':
        return this.#check(request.sql, request.database);
      case 'read':
        await sendRows(socket, this.#files.read(request.file, request.offset, request.limit));
        return null;
      case 'stop':
        await this.#lake.checkpoint().catch(() => {});
        setImmediate(this.#end);
        return null;
    }
  }

  #run(order: RunOrder): void {
    // The name is taken before anything runs, so that a look always finds it.
    const run = new StatementRun(order, this.#lake, this.#files, {
      committing: () => this.#tell({ committing: order.jobId }),
      giveUpHost: this.#end,
    });
    this.#runs.set(order.jobId, run);
    void run.run().then((observed) => {
      this.#runs.delete(order.jobId);
      const operations = [...this.#runs.keys()];
      void this.#tell({ settled: order.jobId, observed, operations });
    });
  }

  /** Binds the statement, so that names and types are checked, and runs nothing. */
  async #check(sql: string, database: string): Promise<HostReplies['check']> {
    const connection = await this.#lake.connect();
    try {
      await connection.run(useDatabase(database));
      const statements = await connection.extractStatements(sql);
      await statements.prepare(0);
      return { error: null };
    } catch (error) {
      return { error: toJobError(error) };
    } finally {
      connection.closeSync();
    }
  }

  #tellProgress(): void {
    for (const [jobId, run] of this.#runs) {
      if (run.done > 0) void this.#tell({ progress: jobId, done: run.done });
    }
  }

  async #tell(line: HostLine): Promise<void> {
    if (this.#control) await sendLine(this.#control, line);
  }
}

/** Writes rows as fast as the reader takes them, and no faster. */
async function sendRows(socket: Socket, chunks: AsyncIterable<readonly string[]>): Promise<void> {
  for await (const lines of chunks) {
    if (socket.destroyed) return;
    if (socket.write(`${lines.join('\n')}\n`)) continue;
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.once('drain', resolve);
    socket.once('close', resolve);
    await promise;
    socket.off('drain', resolve);
    socket.off('close', resolve);
  }
}
