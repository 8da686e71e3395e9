/** A hundred years: whoever asks for more means no limit that anybody will meet. */
const longestMs = 100 * 365 * 24 * 60 * 60 * 1_000;

const units: Record<string, number> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * How long a session may be idle.
 * @param ttl as Livy writes a duration: `600s`, `10m`; milliseconds where no unit stands
 * @returns undefined where there is no limit
 */
export function idleLimitMs(ttl: string | null | undefined): number | undefined | 'malformed' {
  if (ttl === undefined || ttl === null) return undefined;
  return readDuration(ttl) ?? 'malformed';
}

function readDuration(text: string): number | null {
  const [, digits, unit = ''] = /^\s*([0-9]{1,15})\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const unitMs = units[unit.toLowerCase() || 'ms'];
  if (digits === undefined || unitMs === undefined || Number(digits) === 0) return null;
  return Math.min(Math.ceil(Number(digits) * unitMs), longestMs);
}
