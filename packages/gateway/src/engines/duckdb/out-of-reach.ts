import type { OutOfReach } from '../../core/ports/engine.ts';
import { isDiskFull } from '../full-disk.ts';
import { NoRoomError } from './memory-budget.ts';
import { systemReason } from './system-reason.ts';

/** How a failure to reach DuckDB is told to the core. */
export function outOfReach(cause: unknown): OutOfReach {
  const isShort = cause instanceof NoRoomError || (cause instanceof Error && isDiskFull(cause));
  const code = isShort ? 'resource' : 'engine';
  return { kind: 'out_of_reach', error: { code, message: `DuckDB: ${systemReason(cause)}` } };
}
