import { UnavailableError } from './unavailable-error.ts';

/**
 * The disk of the state is full, or takes no writes. Nothing of this write was kept, so whoever asked
 * for it may ask again; reading goes on, and so does writing as soon as there is room.
 */
export class StateUnwritableError extends UnavailableError {
  override readonly name = 'StateUnwritableError';
  /** When to ask again: nobody knows when there will be room, and this is no burden. */
  readonly retryAfterS = 10;
  readonly told =
    'The server cannot write its state: its disk is full, or failing. Nothing of this request was kept; ' +
    'send it again later. The operator of the server has to make room on the disk of the data directory.';

  constructor(cause: Error) {
    super(`the state cannot be written: ${cause.message}`, { cause });
  }
}
