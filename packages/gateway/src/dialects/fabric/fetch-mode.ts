import type { Job } from '../../core/job/job.ts';

// Whether a request wants its rows in its answers or in files of a bucket, kept with its statements
// (fabric-api.md 6.1).

export const fetchModes = ['DEFAULT', 'READ_OBS'] as const;

const fromBucket = 'resultset_fetch_mode=READ_OBS';

export function fetchModeConf(mode: (typeof fetchModes)[number]): readonly string[] {
  return mode === 'READ_OBS' ? [fromBucket] : [];
}

export function isFetchedFromBucket({ request }: Job): boolean {
  return request.conf.includes(fromBucket);
}
