import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { FileName } from '../../core/files/file-name.ts';
import type { JobError } from '../../core/job/ending.ts';
import type { Job } from '../../core/job/job.ts';
import type { BucketStore } from '../../core/ports/bucket-store.ts';
import { BatchPlace, type BatchRoom } from '../batch-room.ts';
import { diskFull } from '../full-disk.ts';
import { logStateBytes } from '../log-state.ts';
import { noFile } from '../no-file.ts';
import { reservedLines, reserveFile, writeReserved } from '../reserved-file.ts';
import { refuseLong } from './refuse-long.ts';

const schema = Type.Object({
  /** The number of the last statement that is done; 0 before the first. */
  done: Type.Integer({ minimum: 0 }),
  /** How many bytes of its log were written by then. */
  logged: Type.Integer({ minimum: 0 }),
});

/**
 * How far a script has come. It need not be on disk: one that a machine has lost says less than is true, and
 * what was committed is told by its marker.
 */
export type Progress = Static<typeof schema>;

/** Where a script lies, as it was when it began, with its logs and how far it has come. */
export class ScriptRoom {
  readonly batch: BatchRoom;
  readonly place: BatchPlace;

  constructor(dataDir: string, { id, request }: Job) {
    this.place = new BatchPlace(dataDir, request.projectId, id);
    this.batch = this.place.room(0);
  }

  /** Whether the script is here, so that it may have begun. */
  get isFurnished(): boolean {
    return existsSync(this.#scriptFile);
  }

  /**
   * Copies the script, as it is now: what becomes of the file later changes nothing here.
   * @returns why it cannot be begun; null when it can
   */
  async furnish(
    buckets: Pick<BucketStore, 'snapshot'>,
    projectId: string,
    file: FileName,
  ): Promise<JobError | null> {
    await mkdir(this.batch.path, { recursive: true, mode: 0o700 });
    await reserveFile(this.batch.logStateFile, logStateBytes);
    await reserveFile(this.toldFile, toldBytes);
    const aside = `${this.#scriptFile}.new`;
    await rm(aside, { force: true });
    const copied = await buckets.snapshot(projectId, file, aside);
    switch (copied.kind) {
      case 'unknown':
        return noFile(file);
      case 'disk_full':
        return diskFull;
      case 'copied': {
        const tooLong = refuseLong(copied.size);
        if (tooLong) return tooLong;
        // On disk before it begins: what a number means to its markers must outlive the machine's end.
        await syncTo(aside);
        await rename(aside, this.#scriptFile);
        await syncTo(this.batch.path);
        return null;
      }
    }
  }

  /** Says when it was first told to stop. */
  get toldFile(): string {
    return join(this.batch.path, 'told');
  }

  /** When it was first told to stop, by this gateway or an earlier one, as the uptime of the machine; null: not yet. */
  get toldAtMs(): number | null {
    const [line] = reservedLines(this.toldFile);
    return line === undefined ? null : Number(line);
  }

  /** @param uptimeMs milliseconds since the machine was started */
  noteTold(uptimeMs: number): void {
    if (this.toldAtMs === null) writeReserved(this.toldFile, `${uptimeMs}\n`);
  }

  read(): Promise<Uint8Array> {
    return readFile(this.#scriptFile);
  }

  async progress(): Promise<Progress> {
    try {
      const found: unknown = JSON.parse(await readFile(this.#progressFile, 'utf8'));
      return Value.Check(schema, found) ? found : nothing;
    } catch {
      return nothing;
    }
  }

  async note(progress: Progress): Promise<void> {
    const aside = `${this.#progressFile}.new`;
    await writeFile(aside, JSON.stringify(progress), { mode: 0o600 });
    await rename(aside, this.#progressFile);
  }

  get #scriptFile(): string {
    return join(this.batch.path, 'script.sql');
  }

  /** Not in the room, but beside it: the sweep goes by the time at which this directory last changed. */
  get #progressFile(): string {
    return join(this.place.path, 'progress');
  }
}

/** Of one number. */
const toldBytes = 32;

const nothing: Progress = { done: 0, logged: 0 };

async function syncTo(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
