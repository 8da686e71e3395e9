import { NoRoomForRowsError } from '../../core/ports/no-room-for-rows-error.ts';
import { HostUnreachableError } from './deadline.ts';

/** What a reader is told of rows that the host could not go on with. */
export function rowsFailure(reason: string): Error {
  return /Out of Memory Error/.test(reason)
    ? new NoRoomForRowsError(reason)
    : new HostUnreachableError(reason);
}
