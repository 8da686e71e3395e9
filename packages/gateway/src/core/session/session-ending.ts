import type { JobError } from '../job/ending.ts';

/** How a session truly ended, with its cause. */
export type SessionEnding =
  /** As it was wished: its statements ended first, and its context was seen to be gone (I8). */
  | { readonly how: 'closed' }
  /** It never opened. */
  | { readonly how: 'failed'; readonly error: JobError }
  /** Its context is gone, or out of reach, and nobody had wished it. */
  | { readonly how: 'lost'; readonly error: JobError };

export type SessionEndingWord = SessionEnding['how'];
