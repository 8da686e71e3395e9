/** A request is refused before any dialect has looked at it. The error handler of its place says so. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly statusCode: number;
  readonly code: RequestErrorCode;

  /** @param message for people: what was wrong, and what to do */
  constructor(statusCode: number, code: RequestErrorCode, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}

export type RequestErrorCode =
  | 'SLUICE_BODY_NOT_JSON'
  | 'SLUICE_BODY_TOO_DEEP'
  | 'SLUICE_BODY_TOO_MANY_VALUES'
  | 'SLUICE_BAD_URL'
  | 'SLUICE_URL_TOO_LONG'
  | 'SLUICE_FOREIGN_HOST'
  | 'SLUICE_FOREIGN_ORIGIN';
