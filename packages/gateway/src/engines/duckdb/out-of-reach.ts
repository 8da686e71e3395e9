import type { OutOfReach } from '../../core/ports/engine.ts';
import { NoRoomError } from './memory-budget.ts';

/** How a failure to reach DuckDB is told to the core. */
export function outOfReach(cause: unknown): OutOfReach {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof NoRoomError ? 'resource' : 'engine';
  return { kind: 'out_of_reach', error: { code, message: `DuckDB: ${reason}` } };
}
