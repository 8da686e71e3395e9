import { isInBytes, type QuotaName } from './quota.ts';
import { readBytes } from './read-bytes.ts';

/** Reads a limit as a person writes it: `none` and `0` are no limit, which is null. */
export function readLimit(quota: QuotaName, text: string): number | null | 'malformed' {
  if (text === 'none' || text === '0') return null;
  if (isInBytes(quota)) return readBytes(text);
  return /^[1-9][0-9]{0,14}$/.test(text) ? Number(text) : 'malformed';
}

/** What `readLimit` takes, to be put behind "takes". */
export function limitForm(quota: QuotaName): string {
  return isInBytes(quota)
    ? 'a number of bytes such as 500MB or 20GiB, or none'
    : 'a whole number, or none';
}
