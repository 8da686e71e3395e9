import type { ChildProcess } from 'node:child_process';
import { createConnection, type Socket } from 'node:net';
import type { JobId } from '../../core/job/job.ts';
import type { Observed } from '../../core/job/transition.ts';
import { HostUnreachableError, withDeadline } from './deadline.ts';
import type { HostLine, HostOp, HostReplies, HostRequest, HostSettings } from './host-messages.ts';
import { linesOf, onLine, sendLine } from './line-stream.ts';
import { isAlive, killProcess, type ProcessIdentity } from './process-identity.ts';
import { spawnHost } from './spawn-host.ts';

const answerMs = 10_000;
const goneMs = 10_000;
const stopMs = 200;
/** How long a host may take to find the first row of a page. */
const firstRowMs = 60_000;

export interface HostNews {
  /** @param operations what the host runs after it */
  settled(jobId: JobId, observed: Observed, operations: readonly JobId[]): void;
  progress(jobId: JobId, done: number): void;
  /** From now on the job's write may be committed. */
  committing(jobId: JobId): void;
  /** The process was seen to be gone. */
  gone(host: ProjectHost): void;
}

interface PendingCall {
  resolve(reply: HostReplies[HostOp]): void;
  reject(error: Error): void;
}

/** The process that holds one project's database: the gateway's handle on it. */
export class ProjectHost {
  readonly identity: ProcessIdentity;
  readonly #control: Socket;
  readonly #settings: HostSettings;
  readonly #pending = new Map<number, PendingCall>();
  readonly #gone = Promise.withResolvers<void>();
  #wasHeardOut = false;
  #counter = 0;

  private constructor(
    child: ChildProcess,
    identity: ProcessIdentity,
    control: Socket,
    settings: HostSettings,
    news: HostNews,
  ) {
    this.identity = identity;
    this.#control = control;
    this.#settings = settings;
    onLine(control, (line) => this.#hear(JSON.parse(line) as HostLine, news));
    control.on('error', () => control.destroy());
    control.once('end', () => {
      this.#wasHeardOut = true;
    });
    // The proof that the process is gone is that the system has handed us its end. What it had
    // still said is read first: it may tell of a commit.
    void Promise.all([ended(child), closed(control)]).then(() => {
      this.#failPending();
      this.#gone.resolve();
      news.gone(this);
    });
  }

  /**
   * Starts the host and waits until it has opened its database.
   * @throws HostUnreachableError with the engine's reason when it cannot
   */
  static async start(
    settings: HostSettings,
    logFile: string,
    news: HostNews,
  ): Promise<ProjectHost> {
    const { child, identity } = await spawnHost(settings, logFile);
    try {
      const control = await connectTo(settings.socketPath);
      const host = new ProjectHost(child, identity, control, settings, news);
      await host.call({ op: 'control' }, answerMs);
      return host;
    } catch (error) {
      killProcess(identity);
      throw error;
    }
  }

  /** @throws HostUnreachableError when no answer comes within `timeoutMs` */
  call<R extends HostRequest>(request: R, timeoutMs: number): Promise<HostReplies[R['op']]> {
    const id = ++this.#counter;
    const { promise, resolve, reject } = Promise.withResolvers<HostReplies[HostOp]>();
    const timer = setTimeout(() => {
      reject(new HostUnreachableError(`the host did not answer ${request.op} in ${timeoutMs} ms`));
    }, timeoutMs);
    this.#pending.set(id, { resolve, reject });
    if (this.#control.destroyed) reject(new HostUnreachableError('the host is gone'));
    else void sendLine(this.#control, { ...request, id });
    return promise.finally(() => {
      clearTimeout(timer);
      this.#pending.delete(id);
    }) as Promise<HostReplies[R['op']]>;
  }

  /** Rows of a result file, on a connection of their own: control calls do not wait behind them. */
  async *readRows(file: string, offset: number, limit: number, left: AbortSignal) {
    if (left.aborted) return;
    const socket = await connectTo(this.#settings.socketPath);
    const leave = () => socket.destroy();
    left.addEventListener('abort', leave, { once: true });
    try {
      void sendLine(socket, { op: 'read', id: 1, file, offset, limit });
      yield* rowsOf(socket);
    } finally {
      left.removeEventListener('abort', leave);
      socket.destroy();
    }
  }

  /** SIGKILL, and then the proof: the system has handed us the end of the process. */
  async kill(): Promise<void> {
    killProcess(this.identity);
    await withDeadline(this.#gone.promise, goneMs, 'the host did not end after SIGKILL');
  }

  /** Lets the host write its checkpoint; kills it when that takes too long. */
  async stop(graceMs: number): Promise<void> {
    await this.call({ op: 'stop' }, graceMs).catch(() => {});
    await withDeadline(this.#gone.promise, stopMs, 'still there').catch(() => this.kill());
  }

  /** Resolves when the process was seen to be gone. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** After its end: whether all that it had said was read, so that what is not known was not said. */
  get wasHeardOut(): boolean {
    return this.#wasHeardOut;
  }

  get isGone(): boolean {
    return !isAlive(this.identity);
  }

  /** For receipts: what the process table says. */
  get readout(): string {
    const { pid, startTime } = this.identity;
    return `host pid ${pid} started ${startTime}: ${this.isGone ? 'gone' : 'alive'}`;
  }

  #hear(line: HostLine, news: HostNews): void {
    if ('settled' in line) return news.settled(line.settled, line.observed, line.operations);
    if ('progress' in line) return news.progress(line.progress, line.done);
    if ('committing' in line) return news.committing(line.committing);
    const pending = this.#pending.get(line.id);
    if (!pending) return;
    if ('failure' in line) pending.reject(new Error(line.failure));
    else pending.resolve(line.reply);
  }

  #failPending(): void {
    for (const pending of this.#pending.values()) {
      pending.reject(new HostUnreachableError('the host is gone'));
    }
  }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

function closed(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

async function connectTo(socketPath: string): Promise<Socket> {
  const socket = createConnection(socketPath);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once('connect', resolve);
  socket.once('error', reject);
  try {
    await withDeadline(promise, answerMs, 'the host does not take connections');
  } catch (error) {
    socket.destroy();
    throw new HostUnreachableError(error instanceof Error ? error.message : String(error));
  }
  socket.on('error', () => socket.destroy());
  return socket;
}

/** Rows are JSON arrays; the one line that is an object ends them. */
async function* rowsOf(socket: Socket): AsyncGenerator<string> {
  const silent = setTimeout(() => socket.destroy(), firstRowMs);
  for await (const line of untilGone(linesOf(socket))) {
    clearTimeout(silent);
    if (line.startsWith('[')) {
      yield line;
      continue;
    }
    const last = JSON.parse(line) as HostLine;
    if ('failure' in last) throw new HostUnreachableError(last.failure);
    return;
  }
  clearTimeout(silent);
  // I11: rows are never cut silently.
  throw new HostUnreachableError('the host went away in the middle of the rows');
}

/** A socket that is destroyed while it is read says so by an error; the lines just end. */
async function* untilGone(lines: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* lines;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
