import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JobId } from '../../core/job/job.ts';
import { jobOfPart } from '../../core/job/part-id.ts';

/** Projects that have something in the data directory; none where there is no such directory yet. */
export function projectsIn(dataDir: string): string[] {
  const directory = projectsDir(dataDir);
  return existsSync(directory) ? readdirSync(directory) : [];
}

function projectsDir(dataDir: string): string {
  return join(dataDir, 'projects');
}

/** Where a project's things lie in the data directory. Each job asks several times: to join paths costs more. */
export class ProjectPlaces {
  readonly #dataDir: string;
  readonly #projectDir: string;

  constructor(dataDir: string, projectId: string) {
    this.#dataDir = dataDir;
    this.#projectDir = join(projectsDir(dataDir), projectId);
  }

  get databaseFile(): string {
    return `${this.#projectDir}/lake.duckdb`;
  }

  /** The one directory that SQL may read and write. A bucket of files is a directory in it. */
  get bucketDir(): string {
    return `${this.#projectDir}/bucket`;
  }

  /** Where files of the bucket come before they are whole; out of SQL's reach, on the same disk. */
  get uploadsDir(): string {
    return `${this.#projectDir}/uploads`;
  }

  get resultsDir(): string {
    return `${this.#projectDir}/results`;
  }

  get logFile(): string {
    return `${this.#projectDir}/host.log`;
  }

  /** Says which process has the database open. */
  get hostRecordFile(): string {
    return `${this.#projectDir}/host.json`;
  }

  get hostPaths() {
    return {
      databaseFile: this.databaseFile,
      bucketDir: this.bucketDir,
      uploadsDir: this.uploadsDir,
      spillDir: `${this.#projectDir}/spill`,
    };
  }

  /** Short: the system takes no socket path of more than 107 characters. */
  socketPath(instance: string): string {
    return `${this.#dataDir}/${instance}.sock`;
  }

  /** Parts of a job have it one after the other; so it is with the next two. */
  resultFile(jobId: JobId): string {
    return `${this.resultsDir}/${jobOfPart(jobId)}.duckdb`;
  }

  /** Where sessions are saved, before their host is killed. */
  get savedDir(): string {
    return `${this.#projectDir}/saved`;
  }

  /** Says that a query turned out to write. */
  writeNote(jobId: JobId): string {
    return `${this.resultsDir}/${jobOfPart(jobId)}.writes`;
  }

  /** Where a COPY … TO writes until its commit; inside the bucket, so that the rename is one step. */
  asideDir(jobId: JobId): string {
    return `${this.bucketDir}/.sluice-${jobOfPart(jobId)}`;
  }
}
