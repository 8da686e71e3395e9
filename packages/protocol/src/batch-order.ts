import { type Static, Type } from 'typebox';
import { ClientLeaseMs } from './client-lease.ts';
import { JobKey } from './job-key.ts';
import { Name } from './name.ts';
import { ProgramArguments } from './program-arguments.ts';
import { Tag } from './tag.ts';
import { lineOf } from './text.ts';
import { GraceMs, LimitMs, wholeNumber } from './whole-number.ts';

const fileAddress = Type.String({
  pattern: '^obs://[^/\\0\\p{Cs}]{1,255}/[^\\0\\p{Cs}]{1,1024}$',
  description: 'the address of a file, obs://bucket/key',
});

/** The body of `POST /batches`. */
export const BatchOrder = Type.Object(
  {
    file: fileAddress,
    args: Type.Optional(ProgramArguments),
    /** Put beside it in its working directory, each under the last part of its key. */
    files: Type.Optional(
      Type.Array(fileAddress, { maxItems: 100, description: 'an array of addresses of files' }),
    ),
    name: Type.Optional(lineOf(128)),
    /** Absent: `default`. */
    queue: Type.Optional(Name),
    tags: Type.Optional(Type.Array(Tag, { description: 'an array of tags' })),
    /** Higher runs first among the jobs of one project on one queue. Absent: 0. */
    priority: Type.Optional(wholeNumber(-100, 100)),
    /** The header `Idempotency-Key` means the same. */
    key: Type.Optional(JobKey),
    /** How long it has to end by itself when it is cancelled, before it is killed. Absent: as the queue says. */
    grace_ms: Type.Optional(GraceMs),
    /** How often it is begun again after it failed. Absent: 0. */
    retries: Type.Optional(wholeNumber(0, 100)),
    /** How long it may wait, and run, before it is cancelled. Can only tighten the queue's limits. */
    queued_timeout_ms: Type.Optional(LimitMs),
    run_timeout_ms: Type.Optional(LimitMs),
    client_lease_ms: Type.Optional(ClientLeaseMs),
  },
  { additionalProperties: false },
);
export type BatchOrder = Static<typeof BatchOrder>;
