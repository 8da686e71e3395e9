import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JobId } from '../core/job/job.ts';

export type LogStream = 'stdout' | 'stderr';

/** Where the batches of a project lie, by the ids of their jobs. */
export function batchesDir(dataDir: string, projectId: string): string {
  return join(dataDir, 'projects', projectId, 'batches');
}

/** Where the things of a batch lie in the data directory. The batch itself sees `workDir` alone. */
export class BatchPlace {
  readonly path: string;
  /** Stands in the environment of the batch, and in no other. */
  readonly marker: string;

  constructor(dataDir: string, projectId: string, jobId: JobId) {
    this.path = join(batchesDir(dataDir, projectId), jobId);
    this.marker = `SLUICE_JOB_ID=${jobId}`;
  }

  /** The batch's working directory and home. Each try begins with a new one. */
  get workDir(): string {
    return join(this.path, 'work');
  }

  /** The files of a batch that may be begun again, as they were at its first try. */
  get heldDir(): string {
    return join(this.path, 'files');
  }

  /** @param attempt counts the tries of a batch that is begun again after it failed, from 0 */
  room(attempt: number): BatchRoom {
    return new BatchRoom(this, attempt);
  }

  /** How many tries there are. */
  get attempts(): number {
    if (!existsSync(this.path)) return 0;
    return readdirSync(this.path).filter((name) => /^\d+$/.test(name)).length;
  }
}

/** Where one try of a batch keeps what it is and what it wrote. */
export class BatchRoom {
  readonly place: BatchPlace;
  readonly attempt: number;
  readonly path: string;

  constructor(place: BatchPlace, attempt: number) {
    this.place = place;
    this.attempt = attempt;
    this.path = join(place.path, String(attempt));
  }

  logFile(stream: LogStream): string {
    return join(this.path, stream);
  }

  /** What the tools around the program complain of. */
  get complaintsFile(): string {
    return join(this.path, 'complaints');
  }

  /** Says how much of the logs is kept (`LogState`). */
  get logStateFile(): string {
    return join(this.path, 'log-state');
  }

  /** Says which processes the batch is (`BatchNote`). */
  get noteFile(): string {
    return join(this.path, 'process.json');
  }

  /** Made by whoever decides whether the program begins. */
  get begunFile(): string {
    return join(this.path, 'begun');
  }

  /** What the first process of the batch writes down (`InitRecord`). */
  get recordFile(): string {
    return join(this.path, 'record');
  }

  /** Which processes of it were seen, when last, and what they were told (`SeenLine`). */
  get seenFile(): string {
    return join(this.path, 'seen');
  }

  /** The rungs that were taken, a line each, written before they are. */
  get rungsFile(): string {
    return join(this.path, 'rungs');
  }
}
