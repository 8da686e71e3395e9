import { createServer, type Server, type Socket } from 'node:net';
import { type ResultBlock, sendFrames } from '../result-frames.ts';
import { drained } from '../drained.ts';
import type {
  HostIdentity,
  HostLine,
  HostOp,
  HostOrder,
  HostReplies,
  HostRequest,
  Numbered,
} from '../messages/host-messages.ts';
import { onLine, sendLine } from '../line-stream.ts';
import { systemReason } from '../system-reason.ts';
import { HostRuns } from './host-runs.ts';
import { HostSessions } from './host-sessions.ts';
import { enterDatabase, type Lake } from './lake.ts';
import { bindStatement } from './prepare-statement.ts';
import { readDatabases, readTable, readTables } from './read-catalog.ts';
import type { ResultFiles } from './result-files.ts';
import type { Reading } from './result-reader.ts';
import { runFailure } from './run-failure.ts';
import { tryDefinition } from './try-definition.ts';

const progressEveryMs = 200;
/** For memory, until the first row: less than gateways wait for it, so that they hear why there is none. */
const readWaitMs = 30_000;

/** Who this process is, and how long it goes on without a gateway. */
export interface HostTerms {
  readonly identity: HostIdentity;
  readonly orphanMs: number;
}

/**
 * The host's side of the socket: takes requests, and orders from one gateway. It outlives its
 * gateway for a while, and obeys the one with the highest lease token.
 */
export class HostServer {
  readonly #lake: Lake;
  readonly #files: ResultFiles;
  readonly #runs: HostRuns;
  readonly #sessions: HostSessions;
  readonly #terms: HostTerms;
  readonly #end: () => void;
  readonly #server: Server;
  #orphaned: NodeJS.Timeout;
  #control: Socket | null = null;
  #leaseToken = 0;

  /** @param end ends this process; called when no gateway has come back, or one says stop */
  constructor(lake: Lake, files: ResultFiles, terms: HostTerms, end: () => void) {
    this.#lake = lake;
    this.#sessions = new HostSessions(lake, files.saved);
    this.#files = files;
    this.#runs = new HostRuns(lake, files, this.#sessions, (line) => this.#tell(line), end);
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
    setInterval(() => this.#runs.tellProgress(), progressEveryMs).unref();
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
        await sendRows(socket, this.#files.readLines(request, readingOf(socket)));
        return null;
      case 'read-csv':
        await sendFrames(socket, this.#files.readCsv(request, readingOf(socket)));
        return null;
      case 'read-columnar':
        await sendFrames(socket, this.#files.readColumnar(request, readingOf(socket)));
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
      case 'let-go':
      case 'open-session':
      case 'close-session':
      case 'names':
      case 'databases':
      case 'tables':
      case 'table':
      case 'save-sessions':
      case 'let-sessions-go':
      case 'restore-session':
      case 'page-rows':
      case 'stop':
        // Orders of a gateway that was followed may still be on their way.
        if (socket !== this.#control) throw new Error('another gateway gives the orders here');
        return this.#obey(request, socket);
    }
  }

  #takeControl(socket: Socket, leaseToken: number): boolean {
    if (leaseToken < this.#leaseToken) return false;
    this.#leaseToken = leaseToken;
    clearTimeout(this.#orphaned);
    const former = this.#control;
    this.#control = socket;
    if (former && former !== socket) {
      void this.#sessions.letGo();
      void sendLine(former, { takenOver: true } satisfies HostLine).then(() => former.destroy());
    }
    return true;
  }

  /** The gateway is gone: what runs goes on, for the next one. */
  #loseControl(): void {
    this.#control = null;
    this.#lake.gate.letGo();
    void this.#sessions.letGo();
    this.#orphaned = setTimeout(this.#end, this.#terms.orphanMs);
  }

  async #obey(request: HostOrder, socket: Socket): Promise<HostReplies[HostOp]> {
    switch (request.op) {
      case 'run':
        await this.#runs.run(request.order);
        return null;
      case 'interrupt':
        return { isThere: this.#runs.interrupt(request.jobId) };
      case 'look':
        return {
          operations: this.#runs.jobIds,
          ended: this.#runs.endedJobIds,
          sessions: this.#sessions.ids,
          transactions: this.#sessions.transactions,
        };
      case 'find':
        return this.#runs.find(request.jobId);
      case 'forget':
        this.#runs.forget(request.jobIds);
        return null;
      case 'size':
        if (request.tidy) await this.#lake.checkpoints.make().catch(() => {});
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
      case 'let-go':
        this.#lake.gate.letGo();
        return null;
      case 'open-session':
        return { error: await this.#sessions.open(request) };
      case 'close-session':
        return this.#sessions.close(request.sessionId);
      case 'save-sessions':
        return { saves: await this.#sessions.save(request) };
      case 'let-sessions-go':
        await this.#sessions.letGo();
        return null;
      case 'restore-session': {
        const isWanted = () => socket === this.#control;
        return this.#sessions.restore(request.saved, isWanted);
      }
      case 'page-rows':
        return { rows: await this.#files.pageRows(request.file, request.most) };
      case 'names':
        return { names: await this.#sessions.namesIn(request) };
      case 'databases':
        return { found: await this.#lake.read(readDatabases) };
      case 'tables':
        return { found: await this.#lake.read((on) => readTables(on, request.database)) };
      case 'table':
        return { found: await this.#lake.read((on) => readTable(on, request)) };
      case 'stop':
        await this.#lake.checkpoints.make().catch(() => {});
        setImmediate(this.#end);
        return null;
    }
  }

  /** Binds the statement, so that names and types are checked, and runs nothing that stays. */
  async #check(sql: string, database: string): Promise<HostReplies['check']> {
    return this.#lake.use(async (connection) => {
      try {
        await enterDatabase(connection, database);
        await bindStatement(connection, sql);
        await tryDefinition(connection, sql);
        return { error: null };
      } catch (error) {
        const { code, message } = runFailure(error, this.#lake);
        // Nothing has run: a value or a pattern that DuckDB works out beforehand is a part of the text.
        return { error: { code: code === 'runtime' ? 'semantic' : code, message } };
      }
    });
  }

  async #tell(line: HostLine): Promise<void> {
    if (this.#control) await sendLine(this.#control, line);
  }
}

/** Writes rows as fast as the reader takes them, and no faster. */
async function sendRows(socket: Socket, blocks: AsyncIterable<ResultBlock>): Promise<void> {
  for await (const { bytes } of blocks) {
    if (socket.destroyed) return;
    if (!socket.write(bytes)) await drained(socket);
  }
}

/** A reader has a connection of his own. */
function readingOf(socket: Socket): Reading {
  const left = new AbortController();
  if (socket.destroyed) left.abort();
  else socket.once('close', () => left.abort());
  return { left: left.signal, waitMs: readWaitMs };
}
