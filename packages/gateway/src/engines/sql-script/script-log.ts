import { appendFile, stat, truncate } from 'node:fs/promises';
import { trimBatchLog } from '../batch-log.ts';
import type { BatchRoom, LogStream } from '../batch-room.ts';

/** What a script tells while it runs: what each statement did on `stdout`, what went wrong on `stderr`. */
export class ScriptLog {
  readonly #room: BatchRoom;
  readonly #limitBytes: number;
  readonly #failed: (what: string, cause: unknown) => void;
  #size = 0;
  #untrimmed = 0;

  /** @param limitBytes of each stream so much is kept */
  constructor(room: BatchRoom, limitBytes: number, failed: (what: string, cause: unknown) => void) {
    this.#room = room;
    this.#limitBytes = limitBytes;
    this.#failed = failed;
  }

  /** How long `stdout` is. */
  get size(): number {
    return this.#size;
  }

  /** @param logged what comes after so many bytes was not known to be done, and is told again */
  async begin(logged: number): Promise<void> {
    for (const stream of ['stdout', 'stderr'] as const) await this.#append(stream, '');
    const path = this.#room.logFile('stdout');
    const { size } = await stat(path);
    this.#size = Math.min(size, logged);
    if (size > this.#size) await truncate(path, this.#size);
  }

  async out(text: string): Promise<void> {
    this.#size += await this.#append('stdout', text);
    if (this.#untrimmed <= this.#limitBytes / 4) return;
    this.#untrimmed = 0;
    await trimBatchLog(this.#room, 'stdout', this.#limitBytes).catch((error: unknown) =>
      this.#failed('giving back the older part of stdout of a script', error),
    );
  }

  async err(text: string): Promise<void> {
    await this.#append('stderr', text);
  }

  async #append(stream: LogStream, text: string): Promise<number> {
    const bytes = Buffer.from(text);
    await appendFile(this.#room.logFile(stream), bytes, { mode: 0o600 });
    this.#untrimmed += bytes.length;
    return bytes.length;
  }
}
