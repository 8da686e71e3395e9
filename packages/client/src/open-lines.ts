import type { Call, Gateway } from './call-gateway.ts';
import { ConnectionError } from './errors/connection-error.ts';
import { UnexpectedAnswerError } from './errors/unexpected-answer-error.ts';
import { parseExactJson } from './exact-json.ts';
import { openBody } from './open-body.ts';

export interface Lines<First extends Counted, Rest> {
  readonly first: First;
  readonly rest: AsyncIterableIterator<Rest>;
}

interface Counted {
  /** How many lines come after it. */
  readonly total: number;
}

const mediaType = 'application/x-ndjson';

/**
 * Asks for lines of JSON: a first one that says how many come, and the others, read as they are taken.
 * @throws ConnectionError, from `rest`, when there are fewer (I11: never a silently short answer)
 */
export async function openLines<First extends Counted, Rest>(
  gateway: Gateway,
  call: Omit<Call, 'accept'>,
): Promise<Lines<First, Rest>> {
  const { body } = await openBody(gateway, { ...call, accept: mediaType });
  const lines = linesOf(body);
  const { value, done } = await lines.next();
  const first = done ? null : (parseExactJson(value) as First);
  if (typeof first?.total !== 'number') {
    throw new UnexpectedAnswerError(gateway.url, 200, 'no "total" in its first line');
  }
  return { first, rest: exactly<Rest>(gateway, first.total, lines) };
}

async function* exactly<Line>(
  { url }: Gateway,
  total: number,
  lines: AsyncIterable<string>,
): AsyncGenerator<Line> {
  let count = 0;
  for await (const line of lines) {
    count += 1;
    yield parseExactJson(line) as Line;
  }
  if (count !== total) {
    throw new ConnectionError(url, new Error(`its answer broke off at ${count} of ${total} lines`));
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let begun = '';
  for await (const part of body) {
    const [head = '', ...others] = decoder.decode(part, { stream: true }).split('\n');
    begun += head;
    for (const next of others) {
      yield begun;
      begun = next;
    }
  }
  // What has no end of line is no whole line.
}
