import { UnavailableError } from './unavailable-error.ts';

/**
 * The engine has no memory left for one more reader of a result. Other readers share it, so whoever asks again when
 * they are through has the rows.
 */
export class NoRoomForRowsError extends UnavailableError {
  override readonly name = 'NoRoomForRowsError';
  readonly retryAfterS = 5;
  readonly told =
    'The server has no memory left to read this result, since others are read at the same time. Ask again later, ' +
    'or for fewer rows at once.';

  constructor(reason: string) {
    super(`no room for another reader of results: ${reason}`);
  }
}
