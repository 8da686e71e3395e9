import type { OutOfReach } from '../../core/ports/engine.ts';

/** How a failure to reach DuckDB is told to the core. */
export function outOfReach(cause: unknown): OutOfReach {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return { kind: 'out_of_reach', error: { code: 'engine', message: `DuckDB: ${reason}` } };
}
