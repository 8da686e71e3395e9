import type { JobStatus } from '@sluice/client';

/** What a list can be narrowed to. */
export const jobStatuses = [
  'queued',
  'launching',
  'running',
  'cancelling',
  'succeeded',
  'failed',
  'cancelled',
  'lost',
] as const satisfies readonly JobStatus[];
