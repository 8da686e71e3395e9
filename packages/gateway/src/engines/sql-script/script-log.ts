import { appendFile, stat, truncate } from 'node:fs/promises';
import { trimBatchLog } from '../batch-log.ts';
import type { BatchRoom, LogStream } from '../batch-room.ts';
import { isDiskFull, lookAtDisk } from '../full-disk.ts';
import type { SqlScriptSettings } from './sql-script-settings.ts';

/** Of each stream `logBytes` are kept. */
type ScriptLogSettings = Pick<SqlScriptSettings, 'logBytes' | 'failed' | 'now'>;

/** What a script tells while it runs: what each statement did on `stdout`, what went wrong on `stderr`. */
export class ScriptLog {
  readonly #room: BatchRoom;
  readonly #limitBytes: number;
  readonly #failed: ScriptLogSettings['failed'];
  readonly #now: () => number;
  #size = 0;
  #untrimmed = 0;

  constructor(room: BatchRoom, settings: ScriptLogSettings) {
    this.#room = room;
    this.#limitBytes = settings.logBytes;
    this.#failed = settings.failed;
    this.#now = settings.now;
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

  /** Of how the script ended, which its job says as well: a full disk changes nothing in that. */
  async err(text: string): Promise<void> {
    try {
      await this.#append('stderr', text);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      await lookAtDisk(this.#room, this.#now);
    }
  }

  async #append(stream: LogStream, text: string): Promise<number> {
    const bytes = Buffer.from(text);
    await appendFile(this.#room.logFile(stream), bytes, { mode: 0o600 });
    this.#untrimmed += bytes.length;
    return bytes.length;
  }
}
