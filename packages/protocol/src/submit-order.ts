import { type Static, Type } from 'typebox';
import { ClientLeaseMs } from './client-lease.ts';
import { JobKey } from './job-key.ts';
import { Name } from './name.ts';
import { ParameterValues } from './parameters.ts';
import { Tag } from './tag.ts';
import { SqlText } from './text.ts';
import { LimitMs, wholeNumber } from './whole-number.ts';

/** The body of `POST /jobs`. */
export const SubmitOrder = Type.Object(
  {
    sql: SqlText,
    /** All that the statement takes. Absent: it takes none. */
    parameters: Type.Optional(ParameterValues),
    /** Absent: `default`. */
    queue: Type.Optional(Name),
    /** Absent: the queue's default database. */
    database: Type.Optional(Name),
    tags: Type.Optional(Type.Array(Tag, { description: 'an array of tags' })),
    /** Settings, kept word for word. */
    conf: Type.Optional(
      Type.Array(
        Type.String({
          pattern: '^\\s*[^\\s=\\0\\p{Cs}][^=\\0\\p{Cs}]*=[^\\0\\p{Cs}]*$',
          description: 'a string of the form key=value',
          examples: ['owner=ci'],
        }),
        { description: 'an array of strings of the form key=value' },
      ),
    ),
    /** Higher runs first among the jobs of one project on one queue. Absent: 0. */
    priority: Type.Optional(wholeNumber(-100, 100)),
    /** The header `Idempotency-Key` means the same. */
    key: Type.Optional(JobKey),
    /** How long it may wait, and run, before it is cancelled. Can only tighten the queue's limits. */
    queued_timeout_ms: Type.Optional(LimitMs),
    run_timeout_ms: Type.Optional(LimitMs),
    client_lease_ms: Type.Optional(ClientLeaseMs),
  },
  { additionalProperties: false },
);

export type SubmitOrder = Static<typeof SubmitOrder>;
