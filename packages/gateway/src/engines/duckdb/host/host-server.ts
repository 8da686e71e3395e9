import { createServer, type Server, type Socket } from 'node:net';
import type { JobError } from '../../../core/job/ending.ts';
import type { JobId } from '../../../core/job/job.ts';
import type { NamesAsked } from '../../../core/ports/names-asked.ts';
import type { Observed } from '../../../core/job/transition.ts';
import { sendFrames } from '../csv-frames.ts';
import { drained } from '../drained.ts';
import type {
  FoundOperation,
  HostIdentity,
  HostLine,
  HostOp,
  HostOrder,
  HostReplies,
  HostRequest,
  Numbered,
  OpenSession,
  RunOrder,
} from '../host-messages.ts';
import { onLine, sendLine } from '../line-stream.ts';
import { systemReason } from '../system-reason.ts';
import type { RunGateway } from './commit-run.ts';
import { HostSession } from './host-session.ts';
import { KeptEndings } from './kept-endings.ts';
import { type Lake, useDatabase } from './lake.ts';
import { namesIn } from './names-in.ts';
import { bindStatement } from './prepare-statement.ts';
import type { ResultFiles } from './result-files.ts';
import { ResultTally } from './result-tally.ts';
import { runFailure } from './run-failure.ts';
import { type Run, StatementRun } from './statement-run.ts';
import { TransactionRun } from './transaction-run.ts';

const progressEveryMs = 200;

/** Who this process is, and how long it goes on without a gateway. */
export interface HostTerms {
  readonly identity: HostIdentity;
  readonly orphanMs: number;
}

/**
 * The host's side of the socket: takes requests, runs statements, tells of their ends. It outlives its
 * gateway for a while, and obeys the one with the highest lease token.
 */
export class HostServer {
  readonly #lake: Lake;
  readonly #files: ResultFiles;
  readonly #tally = new ResultTally();
  readonly #runs = new Map<JobId, Run>();
  readonly #sessions = new Map<string, HostSession>();
  readonly #kept = new KeptEndings();
  readonly #terms: HostTerms;
  readonly #end: () => void;
  readonly #server: Server;
  #orphaned: NodeJS.Timeout;
  #control: Socket | null = null;
  #leaseToken = 0;

  /** @param end ends this process; called when no gateway has come back, or one says stop */
  constructor(lake: Lake, files: ResultFiles, terms: HostTerms, end: () => void) {
    this.#lake = lake;
    this.#files = files;
    this.#terms = terms;
    this.#end = end;
    this.#orphaned = setTimeout(end, terms.orphanMs);
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
      if (socket === this.#control) this.#loseControl();
    });
    onLine(socket, (line) => {
      const request = JSON.parse(line) as Numbered<HostRequest>;
      this.#answer(socket, request).then(
        (reply) => void sendLine(socket, { id: request.id, reply } satisfies HostLine),
        (error: unknown) => {
          const failure = this.#lake.withoutPlaces(systemReason(error));
          void sendLine(socket, { id: request.id, failure } satisfies HostLine);
        },
      );
    });
  }

  async #answer(socket: Socket, request: HostRequest): Promise<HostReplies[HostOp]> {
    switch (request.op) {
      case 'who':
        return this.#terms.identity;
      case 'control':
        return { isYours: this.#takeControl(socket, request.leaseToken) };
      case 'read':
        await sendRows(socket, this.#files.read(request.file, request.offset, request.limit));
        return null;
      case 'read-csv':
        await sendFrames(socket, this.#files.readCsv(request));
        return null;
      case 'run':
      case 'interrupt':
      case 'look':
      case 'find':
      case 'forget':
      case 'marker':
      case 'size':
      case 'marked':
      case 'unmark':
      case 'check':
      case 'hold':
      case 'hold-on':
      case 'copy':
      case 'let-go':
      case 'open-session':
      case 'close-session':
      case 'names':
      case 'stop':
        // Orders of a gateway that was followed may still be on their way.
        if (socket !== this.#control) throw new Error('another gateway gives the orders here');
        return this.#obey(request);
    }
  }

  #takeControl(socket: Socket, leaseToken: number): boolean {
    if (leaseToken < this.#leaseToken) return false;
    this.#leaseToken = leaseToken;
    clearTimeout(this.#orphaned);
    const former = this.#control;
    this.#control = socket;
    if (former && former !== socket) {
      void sendLine(former, { takenOver: true } satisfies HostLine).then(() => former.destroy());
    }
    return true;
  }

  /** The gateway is gone: what runs goes on, for the next one. */
  #loseControl(): void {
    this.#control = null;
    this.#lake.gate.letGo();
    this.#orphaned = setTimeout(this.#end, this.#terms.orphanMs);
  }

  async #obey(request: HostOrder): Promise<HostReplies[HostOp]> {
    switch (request.op) {
      case 'run':
        this.#run(request.order);
        return null;
      case 'interrupt': {
        const run = this.#runs.get(request.jobId);
        run?.stop();
        return { isThere: run !== undefined };
      }
      case 'look':
        return {
          operations: [...this.#runs.keys()],
          ended: this.#kept.jobIds,
          sessions: [...this.#sessions.keys()],
        };
      case 'find':
        return this.#find(request.jobId);
      case 'forget':
        this.#kept.forget(request.jobIds);
        return null;
      case 'size':
        if (request.tidy) await this.#lake.checkpoint().catch(() => {});
        return { bytes: await this.#lake.usedBytes(0) };
      case 'marker':
        return this.#lake.marker(request.jobId);
      case 'marked':
        return { jobIds: await this.#lake.marked(request.after, request.limit) };
      case 'unmark':
        await this.#lake.unmark(request.jobIds);
        return null;
      case 'check':
        return this.#check(request.sql, request.database);
      case 'hold':
        await this.#lake.gate.hold(request.forMs);
        return null;
      case 'hold-on':
        this.#lake.gate.holdOn(request.forMs);
        return null;
      case 'copy':
        await this.#lake.copyTo(request.to);
        return null;
      case 'let-go':
        this.#lake.gate.letGo();
        return null;
      case 'open-session':
        return { error: await this.#openSession(request) };
      case 'close-session':
        return { isThere: await this.#closeSession(request.sessionId) };
      case 'names':
        return { names: await this.#namesIn(request) };
      case 'stop':
        await this.#lake.checkpoint().catch(() => {});
        setImmediate(this.#end);
        return null;
    }
  }

  #run(order: RunOrder): void {
    const run = this.#runOf(order);
    if (!run) return this.#settle(order, adrift);
    // The name is taken before anything runs, so that a look always finds it.
    this.#runs.set(order.jobId, run);
    const wayMade = this.#sessions.get(order.sessionId ?? '')?.makeWay();
    void (wayMade ? wayMade.then(() => run.run()) : run.run()).then((observed) => {
      this.#runs.delete(order.jobId);
      this.#settle(order, observed);
    });
  }

  /** Null for a statement of a session that is not here. */
  #runOf(order: RunOrder): Run | null {
    const gateway: RunGateway = {
      committing: () => this.#tell({ committing: order.jobId }),
      giveUpHost: this.#end,
    };
    const parts = [order, this.#lake, this.#files, this.#tally, gateway] as const;
    if (order.sessionId === null) return new StatementRun(...parts, null);
    const session = this.#sessions.get(order.sessionId);
    if (!session) return null;
    return order.step !== 'statement' || session.transaction !== 'none'
      ? new TransactionRun(...parts, session)
      : new StatementRun(...parts, session);
  }

  #settle(order: RunOrder, observed: Observed): void {
    this.#kept.keep(order, observed);
    const operations = [...this.#runs.keys()];
    void this.#tell({ settled: order.jobId, observed, operations });
  }

  async #openSession(wanted: OpenSession): Promise<JobError | null> {
    if (this.#sessions.has(wanted.sessionId)) return null;
    try {
      this.#sessions.set(wanted.sessionId, await HostSession.open(this.#lake, wanted));
      return null;
    } catch (error) {
      return runFailure(error, this.#lake);
    }
  }

  async #closeSession(sessionId: string): Promise<boolean> {
    const session = this.#sessions.get(sessionId);
    if (!session) return false;
    await session.close();
    this.#sessions.delete(sessionId);
    return true;
  }

  /** On the session's own connection only between its statements, and outside of its transactions. */
  async #namesIn({ sessionId, ...asked }: NamesAsked & { readonly sessionId: string }) {
    const session = this.#sessions.get(sessionId);
    const isBusy = [...this.#runs.values()].some(({ order }) => order.sessionId === sessionId);
    if (session && !isBusy && session.mayBeLookedAt)
      return session.look((own) => namesIn(own, asked));
    const connection = await this.#lake.connect();
    try {
      return await namesIn(connection, asked);
    } finally {
      this.#lake.giveBack(connection, false);
    }
  }

  #find(jobId: JobId): FoundOperation {
    const run = this.#runs.get(jobId);
    if (run) return { kind: 'running', order: run.order, mayHaveCommitted: run.mayHaveCommitted };
    const kept = this.#kept.of(jobId);
    return kept ? { kind: 'ended', ...kept } : { kind: 'unknown' };
  }

  /** Binds the statement, so that names and types are checked, and runs nothing. */
  async #check(sql: string, database: string): Promise<HostReplies['check']> {
    const connection = await this.#lake.connect();
    try {
      await connection.run(useDatabase(database));
      await bindStatement(connection, sql);
      return { error: null };
    } catch (error) {
      return { error: this.#lake.errorOf(error) };
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

/** A statement of a session that this host does not have. */
const adrift: Observed = {
  kind: 'failed',
  error: { code: 'engine', message: 'The session is not there any more. Make a new one.' },
};

/** Writes rows as fast as the reader takes them, and no faster. */
async function sendRows(socket: Socket, chunks: AsyncIterable<readonly string[]>): Promise<void> {
  for await (const lines of chunks) {
    if (socket.destroyed) return;
    if (!socket.write(`${lines.join('\n')}\n`)) await drained(socket);
  }
}
