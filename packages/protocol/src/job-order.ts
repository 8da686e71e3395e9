import { Type } from 'typebox';
import { ClientLeaseMs } from './client-lease.ts';
import { JobKey } from './job-key.ts';
import { Name } from './name.ts';
import { Tags } from './tag.ts';
import { LimitMs, wholeNumber } from './whole-number.ts';

/** What is said of every job that is submitted, whatever it does. */
export const jobOrderFields = {
  /** Absent: `default`. */
  queue: Type.Optional(Name),
  tags: Type.Optional(Tags),
  /** Higher runs first among the jobs of one project on one queue. Absent: 0. */
  priority: Type.Optional(wholeNumber(-100, 100)),
  /** The header `Idempotency-Key` means the same. */
  key: Type.Optional(JobKey),
  /** How long it may wait, and run, before it is cancelled. Can only tighten the queue's limits. */
  queued_timeout_ms: Type.Optional(LimitMs),
  run_timeout_ms: Type.Optional(LimitMs),
  client_lease_ms: Type.Optional(ClientLeaseMs),
};
