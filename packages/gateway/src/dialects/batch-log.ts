import type { GuardedActions } from '../core/actions/guarded-actions.ts';
import type { Job } from '../core/job/job.ts';
import type { LogName } from '../core/ports/batch-engine.ts';

/** Which lines are wanted, counted from 0. */
export interface LinePage {
  /** Null: the last `size` lines. */
  readonly from: number | null;
  readonly size: number;
}

export interface LogLines {
  readonly from: number;
  /** How many lines there are in all. */
  readonly total: number;
  readonly lines: readonly string[];
}

/** So that one line of a hundred megabytes is not held: longer ones are cut, and say so (I11). */
const longestLine = 16 * 1_024;
const pieceBytes = 1024 * 1024;

/**
 * The log of a batch by lines, in the form of Livy's: what it wrote to stdout, then to stderr, each under
 * its name. Read from its beginning, so that each line keeps its number; no more is held than the page.
 * @param attempt which try; absent: the last one
 */
export async function batchLog(
  actions: Pick<GuardedActions, 'readLog'>,
  job: Job,
  { from, size }: LinePage,
  attempt?: number,
): Promise<LogLines> {
  const lines: string[] = [];
  let total = 0;
  for await (const line of linesOf(actions, job, attempt)) {
    if (from === null || (total >= from && total < from + size)) lines.push(line);
    if (from === null && lines.length > size) lines.shift();
    total += 1;
  }
  return { from: from ?? total - lines.length, total, lines };
}

async function* linesOf(
  actions: Pick<GuardedActions, 'readLog'>,
  job: Job,
  attempt: number | undefined,
): AsyncGenerator<string> {
  for (const stream of ['stdout', 'stderr'] as const) {
    yield `${stream}: `;
    yield* streamLines(actions, job, { stream, ...(attempt !== undefined && { attempt }) });
  }
}

async function* streamLines(
  actions: Pick<GuardedActions, 'readLog'>,
  job: Job,
  log: LogName,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let line = new Line();
  for (let next = 0; ;) {
    const piece = await actions.readLog(job, log, next, pieceBytes);
    if (!piece || piece.bytes.length === 0) break;
    if (piece.from > next) yield `(${piece.from - next} bytes before this are not kept any more)`;
    const parts = decoder.decode(piece.bytes, { stream: true }).split('\n');
    for (const [index, part] of parts.entries()) {
      line.add(part);
      if (index === parts.length - 1) continue;
      yield line.text;
      line = new Line();
    }
    next = piece.from + piece.bytes.length;
  }
  line.add(decoder.decode());
  if (!line.isEmpty) yield line.text;
}

class Line {
  #text = '';
  #cut = 0;

  add(part: string): void {
    const room = longestLine - this.#text.length;
    this.#text += part.slice(0, room);
    this.#cut += Math.max(0, part.length - room);
  }

  get isEmpty(): boolean {
    return this.#text === '';
  }

  get text(): string {
    const text = this.#text.endsWith('\r') ? this.#text.slice(0, -1) : this.#text;
    return this.#cut === 0 ? text : `${text}… (${this.#cut} characters more)`;
  }
}
