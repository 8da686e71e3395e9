import { NoRoomForRowsError } from '../../core/ports/no-room-for-rows-error.ts';
import { HostUnreachableError } from './deadline.ts';
import { isOutOfMemory } from './engine-error.ts';

/** What a reader is told of rows that the host could not go on with. */
export function rowsFailure(reason: string): Error {
  const failure = new HostUnreachableError(reason);
  return isOutOfMemory(failure) ? new NoRoomForRowsError(reason) : failure;
}
