import type { ServerResponse } from 'node:http';

/** How an answer that is over ended: whole, or before its end, by its client or by this gateway. */
export type AnswerEnd = 'whole' | 'left' | 'cut';

/** @param answer whose `close` has been told */
export function answerEnd({ writableEnded, req: { socket } }: ServerResponse): AnswerEnd {
  if (writableEnded) return 'whole';
  // A client that leaves says so by an end or a reset. What this gateway destroys has neither; bytes that
  // were on their way are cancelled.
  const { readableEnded, errored } = socket;
  const isReset = errored && (errored as NodeJS.ErrnoException).code !== 'ECANCELED';
  return readableEnded || isReset ? 'left' : 'cut';
}
