import type { GuardedActions } from '../core/actions/guarded-actions.ts';
import type { Job } from '../core/job/job.ts';
import { LineIndex, pieceBytes, type ReadPiece } from './line-index.ts';

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
/** Of how many logs is remembered where their lines are; a megabyte of a log takes some 20 bytes of that. */
const mostIndexes = 200;

/** One of the two logs of a try, with the lines that stand before it. */
interface Section {
  readonly heads: readonly string[];
  readonly count: number;
  readonly index: LineIndex;
  readonly read: ReadPiece;
}

/**
 * The logs of batches by lines, in the form of Livy's: what a batch wrote to stdout, then to stderr, each
 * under its name.
 */
export class BatchLogs {
  readonly #actions: Pick<GuardedActions, 'readLog'>;
  /** The longest unused first. */
  readonly #indexes = new Map<string, LineIndex>();

  constructor(actions: Pick<GuardedActions, 'readLog'>) {
    this.#actions = actions;
  }

  /** @param asked which try; absent: the last one */
  async page(job: Job, { from: first, size }: LinePage, asked?: number): Promise<LogLines> {
    const attempt = asked ?? (await this.#lastTry(job));
    const stdout = await this.#section(job, 'stdout', attempt);
    const stderr = await this.#section(job, 'stderr', attempt);
    const total = lengthOf(stdout) + lengthOf(stderr);
    const from = first ?? Math.max(0, total - size);
    const lines: string[] = [];
    for await (const line of linesOf(stdout, from, from + size)) lines.push(line);
    const passed = lengthOf(stdout);
    for await (const line of linesOf(stderr, from - passed, from + size - passed)) lines.push(line);
    return { from, total, lines };
  }

  /** The first try of a batch that has not begun is there: it will write. */
  async hasTry(job: Job, attempt: number): Promise<boolean> {
    return attempt <= (await this.#lastTry(job));
  }

  async #lastTry(job: Job): Promise<number> {
    const look = await this.#actions.readLog(job, { stream: 'stdout' }, 0, 0);
    return Math.max((look?.attempts ?? 0) - 1, 0);
  }

  async #section(job: Job, stream: 'stdout' | 'stderr', attempt: number): Promise<Section> {
    const read: ReadPiece = (from, most) =>
      this.#actions.readLog(job, { stream, attempt }, from, most);
    const index = this.#indexOf(`${job.id} ${stream} ${attempt}`);
    const count = await index.count(read);
    const lost =
      index.lost === 0 ? [] : [`(${index.lost} bytes before this are not kept any more)`];
    const { diskFullAt } = index;
    const full =
      diskFullAt === null
        ? []
        : [`(log incomplete: disk full, first seen ${new Date(diskFullAt).toISOString()})`];
    return { heads: [`${stream}: `, ...lost, ...full], count, index, read };
  }

  #indexOf(log: string): LineIndex {
    const index = this.#indexes.get(log) ?? new LineIndex();
    this.#indexes.delete(log);
    this.#indexes.set(log, index);
    const [oldest] = this.#indexes.keys();
    if (this.#indexes.size > mostIndexes && oldest !== undefined) this.#indexes.delete(oldest);
    return index;
  }
}

function lengthOf({ heads, count }: Section): number {
  return heads.length + count;
}

/** @param from the first that is wanted, and `to` the one behind the last; they may lie beyond its ends */
async function* linesOf(section: Section, from: number, to: number): AsyncGenerator<string> {
  const { heads, count, index, read } = section;
  yield* heads.slice(Math.max(from, 0), Math.max(to, 0));
  const [first, end] = [Math.max(from - heads.length, 0), Math.min(to - heads.length, count)];
  if (first >= end) return;
  const mark = index.before(first);
  let number = mark.line;
  for await (const line of linesFrom(read, mark.at)) {
    if (number >= first) yield line;
    number += 1;
    if (number >= end) return;
  }
}

async function* linesFrom(read: ReadPiece, at: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let line = new Line();
  for (let next = at; ;) {
    const piece = await read(next, pieceBytes);
    if (!piece || piece.bytes.length === 0) break;
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
