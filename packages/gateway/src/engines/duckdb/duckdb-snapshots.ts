import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Held, Snapshots } from '../../core/ports/snapshot.ts';
import { copyDatabase } from './copy-database.ts';
import { withDeadline } from './deadline.ts';
import { isAsideName } from './duckdb-remains.ts';
import { copyTree, linkTree } from './file-trees.ts';
import { HeldHosts } from './held-hosts.ts';
import type { ProjectHosts } from './project-hosts.ts';
import { projectsIn, ProjectPlaces } from './project-places.ts';
import { until } from './until.ts';

/** A host that is on its way may have a large write-ahead file to replay. */
const startsMs = 60_000;

/**
 * Copies what the projects have. A database is copied while its host holds every COMMIT back; files of
 * results and of the bucket, which are never changed once they are in their place, are linked aside
 * meanwhile and copied when everybody goes on.
 */
export class DuckdbSnapshots implements Snapshots {
  readonly #dataDir: string;
  readonly #hosts: ProjectHosts;
  readonly #forMs: number;

  /** @param forMs how long a host holds on when its gateway says nothing more (I9) */
  constructor(dataDir: string, hosts: ProjectHosts, forMs: number) {
    this.#dataDir = dataDir;
    this.#hosts = hosts;
    this.#forMs = forMs;
  }

  async hold(stopped: AbortSignal): Promise<Held> {
    const from = performance.now();
    await clearStaging(this.#dataDir);
    let held: HeldHosts | null = null;
    const letGo = async () => {
      this.#hosts.startAgain();
      await held?.letGo();
    };
    try {
      const starts = until(stopped, this.#hosts.holdStarts());
      await withDeadline(starts, startsMs, `hosts were on their way for more than ${startsMs} ms`);
      held = await HeldHosts.hold(this.#hosts.living, this.#forMs);
    } catch (error) {
      await letGo();
      throw error;
    }
    const hosts = held;
    const staging = stagingDir(this.#dataDir);
    return {
      copyTo: async (directory) => {
        await this.#copyHeld(hosts, directory, stopped);
        await letGo();
        const heldMs = performance.now() - from;
        await copyTree(staging, directory, stopped);
        return { heldMs };
      },
      [Symbol.asyncDispose]: async () => {
        await letGo();
        await rm(staging, { recursive: true, force: true });
      },
    };
  }

  async #copyHeld(hosts: HeldHosts, directory: string, stopped: AbortSignal): Promise<void> {
    const staging = stagingDir(this.#dataDir);
    for (const projectId of projectsIn(this.#dataDir)) {
      stopped.throwIfAborted();
      const from = new ProjectPlaces(this.#dataDir, projectId);
      const aside = new ProjectPlaces(staging, projectId);
      const to = new ProjectPlaces(directory, projectId).databaseFile;
      await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      await linkTree(from.bucketDir, aside.bucketDir, (name) => !isAsideName(name));
      await linkTree(from.resultsDir, aside.resultsDir, () => true);
      // What lies there is what a kill at this moment would leave. Not copied by the host: DuckDB's lock on
      // its file would go with the first descriptor of it that is closed there.
      await copyDatabase(stopped, from.databaseFile, to);
      await hosts.confirm(projectId);
    }
  }
}

function stagingDir(dataDir: string): string {
  return join(dataDir, 'backups', 'staging');
}

/** What a backup left when its gateway was killed: second names, which would keep the files for ever. */
export async function clearStaging(dataDir: string): Promise<void> {
  await rm(stagingDir(dataDir), { recursive: true, force: true });
}
