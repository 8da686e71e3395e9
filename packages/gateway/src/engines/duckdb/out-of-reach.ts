import type { OutOfReach } from '../../core/ports/engine.ts';
import { NoRoomError } from './memory-budget.ts';
import { systemReason } from './system-reason.ts';

/** How a failure to reach DuckDB is told to the core. */
export function outOfReach(cause: unknown): OutOfReach {
  const code = cause instanceof NoRoomError ? 'resource' : 'engine';
  return { kind: 'out_of_reach', error: { code, message: `DuckDB: ${systemReason(cause)}` } };
}
