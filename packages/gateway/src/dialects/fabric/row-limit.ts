import type { Job } from '../../core/job/job.ts';

// The most rows that a request wants of each of its results, kept with its statements (fabric-api.md 15, 18).

const setting = 'limit=';

export function rowLimitConf(limit: number | null): readonly string[] {
  return limit === null ? [] : [`${setting}${limit}`];
}

/** Infinity where there is none. */
export function rowLimitOf({ request }: Job): number {
  const set = request.conf.find((one) => one.startsWith(setting));
  return set === undefined ? Infinity : Number(set.slice(setting.length));
}
