import type { Guarded, Scope } from '../sql/guard-sql.ts';
import type { Split } from '../sql/split-sql.ts';

/** What the parser process is asked about a text. */
export type Question =
  /** Whether a statement may run at all, what it does, and which files it names. */
  | { readonly ask: 'read'; readonly sql: string; readonly scope: Scope }
  /** Where the statements of a text are; of more than `most` only how many. */
  | { readonly ask: 'split'; readonly sql: string; readonly most: number };

export interface Answers {
  readonly read: Guarded;
  readonly split: Split;
}

export interface ParseRequest {
  readonly id: number;
  readonly question: Question;
}

export interface ParseReply {
  readonly id: number;
  readonly answer: Answers[Question['ask']];
}
