import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { JobId } from '../../core/job/job.ts';

/** Where a project's things lie in the data directory. */
export class ProjectPlaces {
  readonly #dataDir: string;
  readonly #projectDir: string;
  readonly #projectId: string;

  constructor(dataDir: string, projectId: string) {
    this.#dataDir = dataDir;
    this.#projectId = projectId;
    this.#projectDir = join(dataDir, 'projects', projectId);
  }

  get databaseFile(): string {
    return join(this.#projectDir, 'lake.duckdb');
  }

  /** The one directory that SQL may read and write. */
  get bucketDir(): string {
    return join(this.#projectDir, 'bucket');
  }

  get resultsDir(): string {
    return join(this.#projectDir, 'results');
  }

  get logFile(): string {
    return join(this.#projectDir, 'host.log');
  }

  get hostPaths() {
    return {
      databaseFile: this.databaseFile,
      bucketDir: this.bucketDir,
      spillDir: join(this.#projectDir, 'spill'),
      socketPath: this.#socketPath,
    };
  }

  resultFile(jobId: JobId): string {
    return join(this.resultsDir, `${jobId}.duckdb`);
  }

  /** Where a COPY … TO writes until its commit; inside the bucket, so that the rename is one step. */
  asideDir(jobId: JobId): string {
    return join(this.bucketDir, `.sluice-${jobId}`);
  }

  /** Short: the system takes no socket path of more than 107 characters. */
  get #socketPath(): string {
    const name = createHash('sha256').update(this.#projectId).digest('hex').slice(0, 12);
    return join(this.#dataDir, `${name}.sock`);
  }
}
