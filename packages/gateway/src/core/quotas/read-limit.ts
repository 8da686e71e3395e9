/** Reads a limit as a person writes it: `none` and `0` are no limit, which is null. */
export function readLimit(text: string): number | null | 'malformed' {
  if (text === 'none' || text === '0') return null;
  return /^[1-9][0-9]{0,14}$/.test(text) ? Number(text) : 'malformed';
}
