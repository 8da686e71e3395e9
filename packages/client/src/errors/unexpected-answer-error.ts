/** What answered does not speak Sluice's native API: another server, a proxy, another version. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  readonly url: string;
  /** The HTTP status. */
  readonly status: number;

  constructor(url: string, status: number, what: string) {
    super(`${url} answered HTTP ${status} with ${what}: is it a Sluice gateway?`);
    this.url = url;
    this.status = status;
  }
}
