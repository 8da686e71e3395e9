import { type Static, Type } from 'typebox';
import { wholeNumber } from './whole-number.ts';

/** The query of `GET /jobs/{id}/wait`. */
export const WaitQuery = Type.Object(
  {
    /** After this the job is answered as it is then. Absent: 30 s. */
    timeout_ms: Type.Optional(wholeNumber(0, 60_000)),
  },
  { additionalProperties: false },
);

export type WaitQuery = Static<typeof WaitQuery>;
