/**
 * What cannot be done now, and can be when it is asked for again. Every dialect answers it with 503 in its own envelope,
 * and says when to come again.
 */
export abstract class UnavailableError extends Error {
  abstract readonly retryAfterS: number;
  /** For a client, in one text for every dialect. */
  abstract readonly told: string;
}
