import { NoRoomForRowsError } from '../../core/ports/no-room-for-rows-error.ts';
import { UnwritableRowsError } from '../../core/ports/unwritable-rows-error.ts';
import { HostUnreachableError } from './deadline.ts';
import { isOutOfMemory } from './engine-error.ts';

/** What a reader is told of rows that the host could not go on with. */
export function rowsFailure(reason: string): Error {
  if (isOfValues.test(reason)) return new UnwritableRowsError(reason);
  const failure = new HostUnreachableError(reason);
  return isOutOfMemory(failure) ? new NoRoomForRowsError(reason) : failure;
}

/** Another reader of them would hear the same. */
const isOfValues = /^(?:Conversion|Out of Range|Not implemented) Error: /;
