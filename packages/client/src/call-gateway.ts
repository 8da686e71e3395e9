import type { Problem } from '@sluice/protocol';
import { AbortedError } from './errors/aborted-error.ts';
import { ConnectionError } from './errors/connection-error.ts';
import { ProblemError } from './errors/problem-error.ts';
import { TimeoutError } from './errors/timeout-error.ts';
import { UnexpectedAnswerError } from './errors/unexpected-answer-error.ts';
import { parseExactJson } from './exact-json.ts';
import { toJson } from './to-json.ts';

/** Where a gateway is, and the right to use it. */
export interface Gateway {
  /** Without a slash at its end. */
  readonly url: string;
  readonly apiKey: string;
  /** The deadline of an answer, in milliseconds, where a call has none of its own. */
  readonly answerMs: number;
  /** Sent with each request, to find them in the gateway's log. */
  readonly requestId: string | undefined;
  /** Sent with each request, which is refused where the key speaks for another. */
  readonly projectId: string | undefined;
}

/** One request of the native API. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, its parts encoded. */
  readonly path: string;
  readonly query?: Query | undefined;
  readonly body?: unknown;
  /** A body that goes out as it is, instead of JSON. */
  readonly content?: Blob | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly accept?: string;
  /** I9: the answer is whole within this time (that of a stream: has begun). */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/**
 * Asks, and reads the answer as exact JSON.
 * @param expected a field of every such answer: what lacks it does not come from a Sluice gateway; null
 * where there is none that all have
 * @throws ProblemError, ConnectionError, TimeoutError, AbortedError, UnexpectedAnswerError
 */
export async function callGateway<Answer extends object>(
  gateway: Gateway,
  call: Call,
  expected: (keyof Answer & string) | null,
): Promise<Answer> {
  const { response, text } = await ask(gateway, call, async (answered) => ({
    response: answered,
    text: await answered.text(),
  }));
  if (!response.ok) throw toError(gateway, response, text);
  const answer = parseObject(text);
  if (!answer || (expected !== null && !(expected in answer))) {
    throw new UnexpectedAnswerError(gateway.url, response.status, `no "${expected}" in it`);
  }
  return answer as Answer;
}

/**
 * Asks for something to be done that has nothing to tell.
 * @throws ProblemError, ConnectionError, TimeoutError, AbortedError, UnexpectedAnswerError
 */
export async function tellGateway(gateway: Gateway, call: Call): Promise<void> {
  const { response, text } = await ask(gateway, call, async (answered) => ({
    response: answered,
    text: await answered.text(),
  }));
  if (!response.ok) throw toError(gateway, response, text);
}

/** Asks for a stream of bytes; its reader has to see to the deadline of each part. */
export async function openStream(
  gateway: Gateway,
  call: Call,
): Promise<{ readonly headers: Headers; readonly body: ReadableStream<Uint8Array> }> {
  const { response, problem } = await ask(gateway, call, async (answered) => ({
    response: answered,
    problem: answered.ok ? null : await answered.text(),
  }));
  if (problem !== null) throw toError(gateway, response, problem);
  const { body, headers } = response;
  if (!body || !headers.get('content-type')?.startsWith(call.accept ?? '')) {
    throw new UnexpectedAnswerError(gateway.url, response.status, `no ${call.accept} in it`);
  }
  return { headers, body };
}

/** Asks and reads within the call's time, and says in our own errors what became of it. */
async function ask<Outcome>(
  gateway: Gateway,
  call: Call,
  read: (response: Response) => Promise<Outcome>,
): Promise<Outcome> {
  const { url } = gateway;
  const { timeoutMs, signal } = call;
  // Outside of the exchange: what cannot be sent at all is a fault of the caller, and told as it is.
  const request = toRequest(gateway, call);
  const expiry = new AbortController();
  const timer = setTimeout(() => expiry.abort(), timeoutMs);
  const ending = signal ? AbortSignal.any([signal, expiry.signal]) : expiry.signal;
  try {
    return await read(await fetch(addressOf(gateway, call), { ...request, signal: ending }));
  } catch (error) {
    throw toCallError(error, url, timeoutMs, expiry.signal, signal);
  } finally {
    clearTimeout(timer);
  }
}

/** What a failed `fetch`, or a failed read of its body, means to the caller. */
export function toCallError(
  error: unknown,
  url: string,
  timeoutMs: number,
  expiry: AbortSignal,
  signal: AbortSignal | undefined,
): Error {
  if (signal?.aborted) return new AbortedError(signal.reason);
  return expiry.aborted ? new TimeoutError(url, timeoutMs) : new ConnectionError(url, error);
}

function addressOf({ url }: Gateway, { path, query = {} }: Call): string {
  return `${url}/api/v1${path}${searchOf(query)}`;
}

/** @throws TypeError where a value of the call cannot be sent */
function toRequest({ apiKey, requestId, projectId }: Gateway, call: Call): RequestInit {
  const hasBody = call.body !== undefined;
  const { content } = call;
  return {
    method: call.method,
    headers: new Headers({
      authorization: `Bearer ${apiKey}`,
      ...(projectId !== undefined && { 'x-project-id': projectId }),
      accept: call.accept ?? 'application/json',
      ...(requestId !== undefined && { 'x-request-id': requestId }),
      ...(hasBody && { 'content-type': 'application/json' }),
      ...(content && { 'content-type': 'application/octet-stream' }),
      ...call.headers,
    }),
    ...(hasBody && { body: toJson(call.body) }),
    // A stream can be sent in one way only, and has to say so.
    ...(content && { body: content, duplex: 'half' }),
    // A key is for one gateway: it does not follow where another server points.
    redirect: 'error',
  };
}

function searchOf(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) search.append(name, String(one));
  }
  return search.size === 0 ? '' : `?${search.toString()}`;
}

function toError({ url }: Gateway, response: Response, text: string): Error {
  const problem = parseObject(text);
  return problem && typeof problem['code'] === 'string' && typeof problem['detail'] === 'string'
    ? new ProblemError(problem as unknown as Problem)
    : new UnexpectedAnswerError(url, response.status, 'something else than a problem report');
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value = parseExactJson(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
