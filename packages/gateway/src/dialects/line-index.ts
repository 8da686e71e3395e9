import type { LogPiece } from '../core/ports/batch-engine.ts';

/** @param most how many bytes at most; 0 only looks how long the log is and where its kept part begins */
export type ReadPiece = (from: number, most: number) => Promise<LogPiece | null>;

/** Where a line begins. */
interface Mark {
  /** Counted from 0, from the first that is kept. */
  readonly line: number;
  /** A byte of the log. */
  readonly at: number;
}

export const pieceBytes = 1024 * 1024;
const lineEnd = 0x0a;

/**
 * Where the lines of a log begin: a mark for each megabyte. What was counted once is not read again for
 * that, however long the log is and grows.
 */
export class LineIndex {
  #marks: Mark[] = [];
  #last: Mark = { line: 0, at: 0 };
  #readTo = 0;
  #diskFullAt: number | null = null;
  #counting: Promise<number> = Promise.resolve(0);

  constructor() {
    this.#beginAt(0);
  }

  /** How many bytes before the first line are not kept any more. */
  get lost(): number {
    return this.#marks[0]?.at ?? 0;
  }

  /** When its disk was first seen to be full; null: never. */
  get diskFullAt(): number | null {
    return this.#diskFullAt;
  }

  /** Counts on to the end of the log, one call after the other. How many lines there are. */
  count(read: ReadPiece): Promise<number> {
    const countOn = () => this.#countOn(read);
    this.#counting = this.#counting.then(countOn, countOn);
    return this.#counting;
  }

  /** The last mark that is not behind a line. */
  before(line: number): Mark {
    return this.#marks.findLast((mark) => mark.line <= line) ?? this.#last;
  }

  async #countOn(read: ReadPiece): Promise<number> {
    const look = await read(0, 0);
    if (!look) return 0;
    this.#diskFullAt = look.diskFullAt;
    // Its older part was given back, or its program has cut it: nothing that was counted holds any more.
    if (look.from !== this.lost || look.size < this.#readTo) this.#beginAt(look.from);
    while (this.#readTo < look.size) {
      const piece = await read(this.#readTo, pieceBytes);
      if (!piece || piece.bytes.length === 0) break;
      if (piece.from !== this.#readTo) this.#beginAt(piece.from);
      this.#add(piece.bytes);
    }
    const { line, at } = this.#last;
    return this.#readTo > at ? line + 1 : line;
  }

  #beginAt(at: number): void {
    this.#last = { line: 0, at };
    this.#marks = [this.#last];
    this.#readTo = at;
  }

  #add(bytes: Uint8Array): void {
    for (let end = bytes.indexOf(lineEnd); end >= 0; end = bytes.indexOf(lineEnd, end + 1)) {
      this.#last = { line: this.#last.line + 1, at: this.#readTo + end + 1 };
      const newest = this.#marks.at(-1);
      if (!newest || this.#last.at - newest.at >= pieceBytes) this.#marks.push(this.#last);
    }
    this.#readTo += bytes.length;
  }
}
