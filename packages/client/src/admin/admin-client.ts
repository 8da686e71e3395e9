import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  type AdminAnswer,
  type AdminOrder,
  adminSocketName,
  type AdminVerbName,
  type Problem,
} from '@sluice/protocol';
import { AbortedError } from '../errors/aborted-error.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { ProblemError } from '../errors/problem-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import { UnexpectedAnswerError } from '../errors/unexpected-answer-error.ts';
import type { CallOptions } from '../sluice-client.ts';

/**
 * Asks a gateway over the socket in its data directory, as the user of the machine whose gateway it
 * is: that takes no credential. It throws what `SluiceClient` throws.
 */
export class AdminClient {
  readonly #socketPath: string;

  constructor(dataDir: string) {
    this.#socketPath = join(dataDir, adminSocketName);
  }

  async ask<Name extends AdminVerbName>(
    verb: Name,
    order: AdminOrder<Name>,
    { timeoutMs = 30_000, signal }: CallOptions = {},
  ): Promise<AdminAnswer<Name>> {
    const expiry = AbortSignal.timeout(timeoutMs);
    const ends = signal ? AbortSignal.any([signal, expiry]) : expiry;
    const name = `unix:${this.#socketPath}`;
    try {
      const { status, body } = await post(this.#socketPath, `/${verb}`, order, ends);
      return read(name, status, body) as AdminAnswer<Name>;
    } catch (error) {
      if (signal?.aborted) throw new AbortedError(signal.reason);
      if (expiry.aborted) throw new TimeoutError(name, timeoutMs);
      if (error instanceof ProblemError || error instanceof UnexpectedAnswerError) throw error;
      throw new ConnectionError(name, error);
    }
  }
}

async function post(
  socketPath: string,
  path: string,
  order: object,
  signal: AbortSignal,
): Promise<{ status: number; body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const asked = request({
    socketPath,
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    signal,
  });
  asked.once('error', reject);
  asked.once('response', (response) => {
    const { statusCode: status = 0 } = response;
    text(response).then((body) => resolve({ status, body }), reject);
  });
  asked.end(JSON.stringify(order));
  return promise;
}

function read(url: string, status: number, body: string): object {
  const answer = parse(body);
  if (status === 200 && answer) return answer;
  if (typeof answer?.['code'] === 'string' && typeof answer['detail'] === 'string') {
    throw new ProblemError(answer as unknown as Problem);
  }
  throw new UnexpectedAnswerError(url, status, 'something else than JSON');
}

function parse(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}
