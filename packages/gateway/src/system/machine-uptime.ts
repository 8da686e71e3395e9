/**
 * Milliseconds since the machine was started: one count for all processes of it, which nobody sets. On Linux
 * Node reads CLOCK_MONOTONIC.
 */
export function machineUptime(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
