/** The gateway did not answer within the deadline of a request. What it did meanwhile is not known. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly url: string;
  readonly timeoutMs: number;

  constructor(url: string, timeoutMs: number) {
    super(`${url} did not answer within ${timeoutMs} ms`);
    this.url = url;
    this.timeoutMs = timeoutMs;
  }
}
