/**
 * The engine has no memory left for one more reader of a result. Other readers share it, so whoever asks again when
 * they are through has the rows.
 */
export class NoRoomForRowsError extends Error {
  override readonly name = 'NoRoomForRowsError';
  readonly retryAfterS = 5;

  constructor(reason: string) {
    super(`no room for another reader of results: ${reason}`);
  }
}

/** For a client, in one text for every dialect. */
export const noRoomForRows =
  'The server has no memory left to read this result, since others are read at the same time. Ask again later, ' +
  'or for fewer rows at once.';
