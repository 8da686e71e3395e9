import type { Problem, ProblemCode } from '@sluice/protocol';

/** An answer other than the one that was asked for. `refuse.ts` spells it on the wire. */
export interface Refusal {
  readonly code: ProblemCode;
  /** For people: what was wrong, where, what to do. */
  readonly detail: string;
  /** What a program may want to know besides the code. */
  readonly about?: Pick<
    Problem,
    | 'field'
    | 'job_id'
    | 'job_status'
    | 'ending'
    | 'job'
    | 'session'
    | 'quota'
    | 'limit'
    | 'used'
    | 'received'
  >;
  /** Where waiting helps: how long, in whole seconds. */
  readonly retryAfterS?: number;
}

/** @param field as a client would write it: `tags[0].key`; `body` for the body as a whole */
export function invalid(field: string, detail: string): Refusal {
  return { code: 'invalid_request', detail, about: { field } };
}
