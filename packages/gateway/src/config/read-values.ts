import { machineMemory } from '../system/machine-memory.ts';
import type { QuotaName } from '../core/quotas/quota.ts';
import { readBytes } from '../core/quotas/read-bytes.ts';
import { limitForm, readLimit } from '../core/quotas/read-limit.ts';
import { ConfigError } from './config.ts';

// How the texts of settings are read. Each throws a ConfigError, which says what the setting takes.

export function readList(text: string, fits: (item: string) => boolean, what: string): string[] {
  const items = text.split(',').map((item) => item.trim());
  if (!items.every(fits)) throw new ConfigError(`takes ${what}`);
  return items;
}

export function readText(text: string): string {
  if (text === '' || text.includes('\0')) throw new ConfigError('takes a text that is not empty');
  return text;
}

export function readMatching(text: string, form: RegExp, what: string): string {
  if (!form.test(text)) throw new ConfigError(`takes ${what}`);
  return text;
}

export function readWord<W extends string>(text: string, words: readonly W[]): W {
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw new ConfigError(`takes one of ${words.join(', ')}`);
  return word;
}

export function readInteger(text: string, least: number, most: number): number {
  const number = /^[0-9]{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= least && number <= most)) {
    throw new ConfigError(`takes a whole number from ${least} to ${most}`);
  }
  return number;
}

export function readQuota(quota: QuotaName, text: string): { readonly limit: number | null } {
  const limit = readLimit(quota, text);
  if (limit === 'malformed') throw new ConfigError(`takes ${limitForm(quota)}`);
  return { limit };
}

export function readDays(text: string): number {
  return readInteger(text, 1, 36_500) * 24 * 60 * 60 * 1_000;
}

/** @returns bytes; a percentage is of what this process may have */
export function readMemory(text: string): number {
  const percent = /^([1-9][0-9]{0,2})%$/.exec(text)?.[1];
  if (percent === undefined) return readSize(text, ', or a share such as 25%');
  if (Number(percent) > 100) throw new ConfigError('takes at most 100%');
  return Math.floor((machineMemory() * Number(percent)) / 100);
}

/**
 * A size without its unit would be less than anything can do with.
 * @param orElse what else the setting takes, for its refusal
 * @returns bytes
 */
export function readSize(text: string, orElse = ''): number {
  const bytes = readBytes(text);
  if (bytes === 'malformed' || bytes < 1e6) {
    throw new ConfigError(`takes a size of 1MB or more, such as 4GB or 4GiB${orElse}`);
  }
  return bytes;
}

export function readAddress(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):([0-9]{1,5})$/.exec(text);
  const port = Number(match?.[3] ?? Number.NaN);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || !(port <= 65_535)) {
    throw new ConfigError('takes ADDRESS:PORT, such as 127.0.0.1:8642 or [::1]:8642');
  }
  return { host, port };
}
