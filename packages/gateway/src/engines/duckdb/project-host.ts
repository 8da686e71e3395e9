import { rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { JobId } from '../../core/job/job.ts';
import type { Observed } from '../../core/job/transition.ts';
import type { ResultBlock } from './result-frames.ts';
import { HostTakenOverError, HostUnreachableError, withDeadline } from './deadline.ts';
import {
  type AfterStatement,
  type HostIdentity,
  type HostLine,
  hostProtocol,
  type HostReplies,
  type HostRequest,
} from './messages/host-messages.ts';
import { isTakenOver } from './host-record.ts';
import { HostCalls } from './host-calls.ts';
import { closed, connectTo } from './host-socket.ts';
import { onLine } from './line-stream.ts';
import {
  isAlive,
  killProcess,
  type ProcessIdentity,
  untilProcessGone,
} from '../process-identity.ts';
import {
  type ColumnarRowsOf,
  type CsvRowsOf,
  type JsonRowsOf,
  readColumnar,
  readCsv,
  readRows,
} from './read-rows.ts';

const goneMs = 10_000;
const stopMs = 200;
const forgetMs = 10_000;
const forgetAfterMs = 50;

export interface HostNews {
  settled(jobId: JobId, observed: Observed, after: AfterStatement): void;
  progress(jobId: JobId, done: number): void;
  /** From now on the job's write may be committed. */
  committing(jobId: JobId): void;
  /** The process was seen to be gone. */
  gone(host: ProjectHost): void;
  /** It obeys another gateway from now on. */
  takenOver(host: ProjectHost): void;
}

/** Which process a host is, and what tells whether it is still this gateway's. */
export interface HostPlace {
  readonly instance: string;
  readonly identity: ProcessIdentity;
  readonly databaseFile: string;
  readonly socketPath: string;
  readonly recordFile: string;
  readonly leaseToken: number;
}

/** The process that holds one project's database: the gateway's handle on it. */
export class ProjectHost {
  readonly #place: HostPlace;
  readonly #control: Socket;
  readonly #calls: HostCalls;
  readonly #gone = Promise.withResolvers<void>();
  readonly #left = Promise.withResolvers<void>();
  readonly #forgotten: JobId[] = [];
  #wasHeardOut = false;
  #isTakenOver = false;
  #isGivenUp = false;
  #readers = 0;
  #lastUsedAt = performance.now();

  private constructor(
    place: HostPlace,
    control: Socket,
    end: Promise<void> | null,
    news: HostNews,
  ) {
    this.#place = place;
    this.#control = control;
    this.#calls = new HostCalls(control, () => this.#whyNot());
    onLine(control, (line) => this.#hear(JSON.parse(line) as HostLine, news));
    control.on('error', () => control.destroy());
    control.once('end', () => {
      this.#wasHeardOut = true;
    });
    void this.#seeToItsEnd(end, news);
  }

  /**
   * Connects to a host that runs, and takes control of it once it has said who it is.
   * @param end resolves when the system hands us the end of the process; null when it is not our child
   * @throws HostTakenOverError when it obeys a later gateway
   * @throws HostUnreachableError when it is another one than expected, or does not answer in time; it is
   * ended then
   */
  static async take(
    place: HostPlace,
    end: Promise<void> | null,
    timeoutMs: number,
    news: HostNews,
  ): Promise<ProjectHost> {
    const host = new ProjectHost(place, await connectTo(place.socketPath, timeoutMs), end, news);
    try {
      await host.#introduce(timeoutMs);
      return host;
    } catch (error) {
      host.#control.destroy();
      throw error;
    }
  }

  /** @throws HostSilentError when no answer comes within `timeoutMs` */
  call<R extends HostRequest>(request: R, timeoutMs: number): Promise<HostReplies[R['op']]> {
    this.#lastUsedAt = performance.now();
    return this.#calls.call(request, timeoutMs);
  }

  /** The endings of these jobs are durable. */
  forget(jobIds: readonly JobId[]): void {
    // A host that is gone keeps nothing; one that another gateway has hears it from that.
    this.call({ op: 'forget', jobIds }, forgetMs).catch(() => {});
  }

  /** Told once for all that end soon after one another: it costs a trip. */
  forgetSoon(jobId: JobId): void {
    this.#forgotten.push(jobId);
    if (this.#forgotten.length > 1) return;
    setTimeout(() => this.forget(this.#forgotten.splice(0)), forgetAfterMs).unref();
  }

  readRows(rows: JsonRowsOf, left: AbortSignal): AsyncGenerator<string> {
    return this.#read(readRows(this.#place.socketPath, rows, left));
  }

  readCsv(rows: CsvRowsOf, left: AbortSignal): AsyncGenerator<ResultBlock> {
    return this.#read(readCsv(this.#place.socketPath, rows, left));
  }

  readColumnar(rows: ColumnarRowsOf, left: AbortSignal): AsyncGenerator<ResultBlock> {
    return this.#read(readColumnar(this.#place.socketPath, rows, left));
  }

  async *#read<T>(rows: AsyncIterable<T>): AsyncGenerator<T> {
    this.#readers += 1;
    try {
      yield* rows;
    } finally {
      this.#readers -= 1;
      this.#lastUsedAt = performance.now();
    }
  }

  /** Somebody waits for an answer of it, or reads rows. */
  get isInUse(): boolean {
    return this.#calls.arePending || this.#readers > 0;
  }

  /** How long ago it was last asked for anything. */
  get idleMs(): number {
    return performance.now() - this.#lastUsedAt;
  }

  /**
   * SIGKILL, and then the proof: the system has handed us the end of the process.
   * @throws HostUnreachableError when it obeys another gateway, or does not end
   */
  async kill(): Promise<void> {
    this.#signalKill();
    if (this.#isTakenOver) throw this.#whyNot();
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

  /** Resolves when it is gone, or obeys another gateway. */
  get left(): Promise<void> {
    return this.#left.promise;
  }

  /** After its end: whether all that it had said was read, so that what is not known was not said. */
  get wasHeardOut(): boolean {
    return this.#wasHeardOut;
  }

  get isGone(): boolean {
    return !isAlive(this.#place.identity);
  }

  /** DuckDB has failed in it: it takes no work any more, and ends by itself. */
  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  /** It takes no work any more, or nobody can speak to it: it is soon gone. */
  get isEnding(): boolean {
    return this.#isGivenUp || this.#control.destroyed;
  }

  /** It runs, and obeys another gateway. */
  get isTakenOver(): boolean {
    return this.#isTakenOver;
  }

  /** For receipts: what the process table says. */
  get readout(): string {
    return `${this.name}: ${this.isGone ? 'gone' : 'alive'}`;
  }

  get name(): string {
    return nameOf(this.identity);
  }

  get identity(): ProcessIdentity {
    return this.#place.identity;
  }

  async #introduce(timeoutMs: number): Promise<void> {
    const who = await this.call({ op: 'who' }, timeoutMs);
    if (!isExpected(who, this.#place)) {
      throw new HostUnreachableError('another program than the project’s host answers there');
    }
    const { leaseToken } = this.#place;
    const { isYours } = await this.call({ op: 'control', leaseToken }, timeoutMs);
    if (isYours) return;
    this.#isTakenOver = true;
    throw new HostTakenOverError();
  }

  /**
   * The proof that the process is gone is that the system has handed us its end, or has no such process
   * any more. What it had still said is read first: it may tell of a commit.
   */
  async #seeToItsEnd(end: Promise<void> | null, news: HostNews): Promise<void> {
    await closed(this.#control);
    // One that obeys nobody would hold its database for nothing.
    if (!this.#isTakenOver) this.#signalKill();
    this.#calls.failAll();
    if (this.#isTakenOver) {
      this.#left.resolve();
      return news.takenOver(this);
    }
    await (end ?? untilProcessGone(this.#place.identity));
    rmSync(this.#place.socketPath, { force: true });
    this.#gone.resolve();
    this.#left.resolve();
    news.gone(this);
  }

  /** A gateway that was followed, and does not know it yet, must not end what the next one works with. */
  #signalKill(): void {
    const { recordFile, leaseToken, identity } = this.#place;
    if (isTakenOver(recordFile, leaseToken)) this.#isTakenOver = true;
    else killProcess(identity);
  }

  #hear(line: HostLine, news: HostNews): void {
    if ('settled' in line) return news.settled(line.settled, line.observed, line);
    if ('progress' in line) return news.progress(line.progress, line.done);
    if ('committing' in line) return news.committing(line.committing);
    if ('givenUp' in line) {
      this.#isGivenUp = true;
      return;
    }
    if ('takenOver' in line) {
      this.#isTakenOver = true;
      return;
    }
    this.#calls.answered(line);
  }

  #whyNot(): HostUnreachableError {
    return this.#isTakenOver
      ? new HostTakenOverError()
      : new HostUnreachableError('the host is gone');
  }
}

/** For receipts. */
export function nameOf({ pid, startTime }: ProcessIdentity): string {
  return `host pid ${pid} started ${startTime}`;
}

function isExpected(who: HostIdentity | null, place: HostPlace): boolean {
  return (
    who?.protocol === hostProtocol &&
    who.instance === place.instance &&
    who.databaseFile === place.databaseFile &&
    who.pid === place.identity.pid &&
    who.startTime === place.identity.startTime
  );
}
