/**
 * How long work may go on without a word from its client (case 17). Whoever submits it says so, and then
 * renews it; without one the work goes on whatever becomes of its client.
 */
export interface ClientLease {
  readonly lengthMs: number;
  /** When it runs out; milliseconds since the epoch. */
  readonly until: number;
}

/** A lease that begins, or is renewed, now. */
export function clientLeaseFrom(now: number, lengthMs: number): ClientLease {
  return { lengthMs, until: now + lengthMs };
}

/** The lease of new work, as its client wishes it. Null where he wishes none. */
export function wishedClientLease(now: number, lengthMs: number | undefined): ClientLease | null {
  return lengthMs === undefined ? null : clientLeaseFrom(now, lengthMs);
}

/** Less is the ordinary correction of a clock. */
const leastJumpMs = 1_000;
/** Whoever looks later than this was held up, and may not have heard clients meanwhile. */
const lateMs = 5_000;

/** When leases were looked at: by the clock that may be set, and by the one that may not. */
export interface LeaseLook {
  readonly now: number;
  readonly steady: number;
}

/**
 * Whether clients could be heard since the look before. Where not, their leases begin anew: nobody is
 * lost because the gateway was away, hung, or had its clock set.
 * @param before null at the first look of a gateway
 */
export function couldHearClients(before: LeaseLook | null, look: LeaseLook): boolean {
  if (!before) return false;
  const passedMs = look.steady - before.steady;
  const setByMs = look.now - before.now - passedMs;
  return passedMs <= lateMs && Math.abs(setByMs) < leastJumpMs;
}
