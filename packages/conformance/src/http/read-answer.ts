import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Answer } from './http-client.ts';

/** The server answered something that the API does not have there. */
export class UnexpectedAnswerError extends Error {
  /** The server says that the request is not one for it. */
  readonly isRefusal: boolean;

  constructor(what: string, answer: Answer) {
    super(`${what}: ${brief(answer)}`);
    this.isRefusal = answer.status >= 400 && answer.status < 500;
  }
}

/**
 * The body of an answer that has to be a success.
 * @param what was asked, for the error
 * @throws UnexpectedAnswerError
 */
export function readAnswer<S extends TSchema>(what: string, answer: Answer, schema: S): Static<S> {
  const isSuccess = answer.status >= 200 && answer.status < 300;
  if (!isSuccess || !Value.Check(schema, answer.json)) {
    throw new UnexpectedAnswerError(what, answer);
  }
  return answer.json;
}

const shownLetters = 200;

/** Status and body in one line. */
export function brief({ status, text }: Answer): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return `${status} ${line.length > shownLetters ? `${line.slice(0, shownLetters)}…` : line}`.trim();
}
