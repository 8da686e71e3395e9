import { opendir } from 'node:fs/promises';
import type { JobId } from '../../core/job/job.ts';
import type { Remains, Remnant } from '../../core/ports/remains.ts';
import { ifThere } from './if-there.ts';
import { removePath } from './path-release.ts';
import type { ProjectHosts } from './project-hosts.ts';
import { projectsIn, ProjectPlaces } from './project-places.ts';
import { trimLog } from './trim-log.ts';

const answerMs = 10_000;
const sliceOfMarkers = 500;

/** What jobs leave in the directories of their projects, and in the marker tables of hosts that run. */
export class DuckdbRemains implements Remains {
  readonly #dataDir: string;
  readonly #hosts: ProjectHosts;

  constructor(dataDir: string, hosts: ProjectHosts) {
    this.#dataDir = dataDir;
    this.#hosts = hosts;
  }

  async *remnants(): AsyncGenerator<Remnant> {
    for (const projectId of await this.projects()) {
      const places = new ProjectPlaces(this.#dataDir, projectId);
      for await (const jobId of jobsNamedIn(places.resultsDir, resultName)) {
        yield { kind: 'result', projectId, jobId };
      }
      for await (const jobId of jobsNamedIn(places.bucketDir, asideName)) {
        yield { kind: 'unfinished_export', projectId, jobId };
      }
    }
  }

  async remove({ kind, projectId, jobId }: Remnant): Promise<void> {
    const places = new ProjectPlaces(this.#dataDir, projectId);
    if (kind === 'unfinished_export') return removePath(places.asideDir(jobId));
    // A host that reads the file has it open: the system keeps its content until it is closed.
    await removePath(places.resultFile(jobId));
    await removePath(places.writeNote(jobId));
  }

  async projects(): Promise<readonly string[]> {
    return projectsIn(this.#dataDir);
  }

  /** No host is started for it: the markers of a project at rest grow no more. */
  async *markedJobs(projectId: string): AsyncGenerator<readonly JobId[]> {
    let after = '';
    for (;;) {
      const host = await this.#hosts.running(projectId);
      if (!host || host.isGone) return;
      const request = { op: 'marked', after, limit: sliceOfMarkers } as const;
      const { jobIds } = await host.call(request, answerMs);
      if (jobIds.length > 0) yield jobIds;
      if (jobIds.length < sliceOfMarkers) return;
      after = jobIds.at(-1) ?? '';
    }
  }

  async removeMarkers(projectId: string, jobIds: readonly JobId[]): Promise<void> {
    const host = await this.#hosts.running(projectId);
    await host?.call({ op: 'unmark', jobIds }, answerMs);
  }

  async trimLogs(projectId: string, before: number): Promise<void> {
    await trimLog(new ProjectPlaces(this.#dataDir, projectId).logFile, before);
  }
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** With what DuckDB makes beside a file of its own, and with the note of a query that wrote. */
const resultName = new RegExp(`^(${uuid})\\.(?:duckdb(?:\\.wal|\\.tmp)?|writes)$`);
const asideName = new RegExp(`^\\.sluice-(${uuid})$`);

/** Whether something in a bucket is an export that is not done. */
export function isAsideName(name: string): boolean {
  return asideName.test(name);
}

/** Read entry by entry: a bucket may have any number of files. */
async function* jobsNamedIn(directory: string, form: RegExp): AsyncGenerator<string> {
  const entries = await ifThere(opendir(directory));
  if (!entries) return;
  for await (const { name } of entries) {
    const jobId = form.exec(name)?.[1];
    if (jobId !== undefined) yield jobId;
  }
}
