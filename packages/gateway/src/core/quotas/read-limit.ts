import type { QuotaName } from './quota.ts';

/** Reads a limit as a person writes it: `none` and `0` are no limit, which is null. */
export function readLimit(quota: QuotaName, text: string): number | null | 'malformed' {
  if (text === 'none' || text === '0') return null;
  const [, digits = '', unit = ''] = /^([1-9][0-9]{0,14})([A-Za-z]*)$/.exec(text) ?? [];
  const factor = unit === '' ? 1 : isInBytes(quota) ? factors.get(unit) : undefined;
  const limit = Number(digits) * (factor ?? Number.NaN);
  return digits !== '' && Number.isSafeInteger(limit) ? limit : 'malformed';
}

/** What `readLimit` takes, to be put behind "takes". */
export function limitForm(quota: QuotaName): string {
  return isInBytes(quota)
    ? 'a number of bytes such as 500MB or 20GiB, or none'
    : 'a whole number, or none';
}

function isInBytes(quota: QuotaName): boolean {
  return quota.endsWith('_bytes');
}

const factors: ReadonlyMap<string, number> = new Map([
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
