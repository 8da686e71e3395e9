/** Reads a size as a person writes it: a number of bytes, or one with a unit, such as 500MB or 20GiB. */
export function readBytes(text: string): number | 'malformed' {
  const [, digits = '', unit = ''] = /^([1-9][0-9]{0,14})([A-Za-z]*)$/.exec(text) ?? [];
  const bytes = Number(digits) * (factors.get(unit) ?? Number.NaN);
  return digits !== '' && Number.isSafeInteger(bytes) ? bytes : 'malformed';
}

const factors: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['kB', 1e3],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
]);
