/** The server did not do what a case demands; the message is the evidence. */
export class NotHeld extends Error {}

/** The case cannot be judged here; the message is the reason. */
export class NotApplicable extends Error {}

export type Verdict = 'held' | 'not held' | 'not applicable';

/** What came of one case on one of the API's surfaces. */
export interface CaseResult {
  readonly case: number;
  readonly title: string;
  readonly on: Surface | null;
  readonly verdict: Verdict;
  /** What was seen, in order; for a case that is not applicable, why. */
  readonly evidence: readonly string[];
}

/** What of an API a case is played on. */
export const surfaces = ['jobs', 'statements', 'sessions', 'batches'] as const;
export type Surface = (typeof surfaces)[number];
