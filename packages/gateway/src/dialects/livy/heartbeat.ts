/** A day, as on the native API. */
const longestMs = 24 * 60 * 60 * 1_000;

/**
 * How long the session's client may be silent before the session is closed, whatever runs in it.
 * @param heartbeatS in seconds; 0 is no limit
 */
export function heartbeatMs(heartbeatS: number | null | undefined): number | undefined {
  return heartbeatS ? Math.min(heartbeatS * 1_000, longestMs) : undefined;
}
