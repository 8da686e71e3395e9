import type { BatchOrder, Job, LogPiece, LogStream } from '@sluice/protocol';
import { callGateway, type Gateway } from './call-gateway.ts';
import { hasEnded } from './has-ended.ts';
import { pause, persist } from './persist.ts';
import type { CallOptions } from './sluice-client.ts';
import { newKey, type SubmitOptions } from './submit-job.ts';

export interface LogOptions extends CallOptions {
  /** A byte of the log, counted from its beginning; 0 when absent. */
  readonly from?: number;
  /** How many bytes at most; 65,536 when absent. */
  readonly limit?: number;
  /** Which try, from 0; absent: the last one. */
  readonly attempt?: number;
}

const lookAgainMs = 500;
const patienceMs = 60_000;
const pieceBytes = 256 * 1024;

/** Batches and their logs. A batch is a job: it is waited for, shown and cancelled as one. */
export class BatchesClient {
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** Submits a program. It can be repeated safely: it has a key, and the key one batch (I12). */
  submit(
    order: BatchOrder,
    { timeoutMs = this.#gateway.answerMs, patienceMs = 1_000, signal }: SubmitOptions = {},
  ): Promise<Job> {
    const body = { ...order, key: order.key ?? newKey() };
    const call = { method: 'POST', path: '/batches', body, timeoutMs, signal } as const;
    return persist(() => callGateway<Job>(this.#gateway, call, 'status'), patienceMs, signal);
  }

  /** One piece of what the program wrote. */
  log(
    jobId: string,
    stream: LogStream,
    { timeoutMs = this.#gateway.answerMs, signal, from, limit, attempt }: LogOptions = {},
  ): Promise<LogPiece> {
    const path = `/jobs/${encodeURIComponent(jobId)}/logs/${stream}`;
    const query = {
      ...(from !== undefined && { from }),
      ...(limit !== undefined && { limit }),
      ...(attempt !== undefined && { attempt }),
    };
    const call = { method: 'GET', path, query, timeoutMs, signal } as const;
    return callGateway<LogPiece>(this.#gateway, call, 'text');
  }

  /**
   * What the program has written and, where it is followed, what it writes until the batch has ended. It
   * goes on when the gateway was away for a while. The last piece is empty where the disk was full. Where no try is
   * named, the last one is read, and what is followed goes on with each that is begun after it.
   */
  async *readLog(
    jobId: string,
    stream: LogStream,
    {
      from = 0,
      isFollowed,
      attempt: named,
      ...options
    }: LogOptions & { readonly isFollowed: boolean },
  ): AsyncGenerator<LogPiece> {
    const { signal } = options;
    const persistently = <Answer>(ask: () => Promise<Answer>) => persist(ask, patienceMs, signal);
    const path = `/jobs/${encodeURIComponent(jobId)}`;
    const look = { method: 'GET', path, timeoutMs: this.#gateway.answerMs, signal } as const;
    let attempt = named;
    for (let next = from; ;) {
      // Looked at before the log is: what is written after the last look at a live batch is read, too.
      const isOver =
        !isFollowed ||
        hasEnded(await persistently(() => callGateway<Job>(this.#gateway, look, 'status')));
      const piece = await persistently(() =>
        this.log(jobId, stream, {
          limit: pieceBytes,
          ...options,
          from: next,
          ...(attempt !== undefined && { attempt }),
        }),
      );
      attempt = piece.attempt;
      if (piece.next > next) {
        next = piece.next;
        yield piece;
      } else if (isFollowed && named === undefined && attempt + 1 < piece.attempts) {
        // A try has written all that it writes before the next is begun.
        attempt += 1;
        next = 0;
      } else if (isOver) {
        // So that it is also heard of where nothing was written any more.
        if (piece.disk_full_at !== null) yield piece;
        return;
      } else {
        await pause(lookAgainMs, signal);
      }
    }
  }
}
