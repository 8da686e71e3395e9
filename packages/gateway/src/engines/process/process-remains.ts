import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobId } from '../../core/job/job.ts';
import type { Remains, Remnant } from '../../core/ports/remains.ts';
import { batchesDir } from '../batch-room.ts';

/** What batches leave beyond their end: their logs, for as long as logs are kept. */
export class ProcessRemains implements Remains {
  readonly #dataDir: string;
  readonly #isLive: (jobId: JobId) => boolean;

  constructor(dataDir: string, isLive: (jobId: JobId) => boolean) {
    this.#dataDir = dataDir;
    this.#isLive = isLive;
  }

  /** Nothing that has to go with its job: logs go by their age. */
  async *remnants(): AsyncGenerator<Remnant> {}

  async remove(): Promise<void> {}

  projects(): Promise<readonly string[]> {
    return namesIn(join(this.#dataDir, 'projects'));
  }

  async *markedJobs(): AsyncGenerator<readonly JobId[]> {}

  async removeMarkers(): Promise<void> {}

  async trimLogs(projectId: string, before: number): Promise<void> {
    const directory = batchesDir(this.#dataDir, projectId);
    for (const jobId of await namesIn(directory)) {
      const path = join(directory, jobId);
      // It changes last when its last try begins, or its working directory is given back.
      if (this.#isLive(jobId) || (await lstat(path)).mtimeMs > before) continue;
      await rm(path, { recursive: true, force: true });
    }
  }
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
