import { headersOf } from './authenticate.ts';
import type { Credential } from './credential.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What the server answered, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body read as JSON; undefined where it is none. */
  readonly json: unknown;
}

/** No answer came: nobody listens, the connection broke, or the time was over. */
class NoAnswerError extends Error {}

/** Calls one server as one caller. It takes every status for an answer. */
export class HttpClient {
  readonly #base: string;
  readonly #credential: Credential;
  readonly #timeoutMs: number;

  constructor(base: string, credential: Credential, timeoutMs: number) {
    this.#base = base.replace(/\/+$/, '');
    this.#credential = credential;
    this.#timeoutMs = timeoutMs;
  }

  /** Of the server; empty where it is the usual one. */
  get port(): string {
    return new URL(this.#base).port;
  }

  /**
   * @param path with its query, after the base address
   * @throws NoAnswerError
   */
  async call(method: Method, path: string, content?: unknown): Promise<Answer> {
    const url = new URL(`${this.#base}${path}`);
    return this.#send(method, url, content === undefined ? '' : JSON.stringify(content));
  }

  /**
   * Puts a text.
   * @param path from the root of the server, wherever its API begins
   * @throws NoAnswerError
   */
  put(path: string, text: string): Promise<Answer> {
    return this.#send('PUT', new URL(path, this.#base), text);
  }

  async #send(method: Method, url: URL, body: string): Promise<Answer> {
    try {
      const response = await fetch(url, {
        method,
        headers: headersOf(this.#credential, { method, url, body }),
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#timeoutMs),
        ...(body !== '' && { body }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: parse(text) };
    } catch (error) {
      throw new NoAnswerError(`${method} ${url.pathname}: ${reasonOf(error)}`);
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `fetch` hides the reason in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
}
