import { type Static, Type } from 'typebox';
import { Timestamp } from './timestamp.ts';
import { wholeNumber } from './whole-number.ts';

/**
 * How long work may go on without a word from its client: after that it is cancelled, or closed, with the
 * reason `client_lost`. `POST …/lease` lets it begin anew; no other call does. Absent: for ever.
 */
export const ClientLeaseMs = wholeNumber(1_000, 24 * 60 * 60 * 1_000);

/** The answer of `POST /jobs/{id}/lease` and `POST /sessions/{id}/lease`. */
export const ClientLease = Type.Object({
  client_lease_ms: Type.Integer(),
  /** Unless it is renewed before. */
  runs_out_at: Timestamp,
});
export type ClientLease = Static<typeof ClientLease>;
