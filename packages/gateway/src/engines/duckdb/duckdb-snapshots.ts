import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Held, Snapshots } from '../../core/ports/snapshot.ts';
import { isAsideName } from './duckdb-remains.ts';
import { copyTree, linkTree } from './file-trees.ts';
import type { ProjectHost } from './project-host.ts';
import type { ProjectHosts } from './project-hosts.ts';
import { ProjectPlaces } from './project-places.ts';

/** A COMMIT that is under way is waited for. */
const holdMs = 10_000;
/** How long a host holds on without being told again. */
const forMs = 30_000;
const copyMs = 3_600_000;

/**
 * Copies what the projects have. A database is copied while its host holds every COMMIT back; files of
 * results and of the bucket, which are never changed once they are in their place, are linked aside
 * meanwhile and copied when everybody goes on.
 */
export class DuckdbSnapshots implements Snapshots {
  readonly #dataDir: string;
  readonly #hosts: ProjectHosts;

  constructor(dataDir: string, hosts: ProjectHosts) {
    this.#dataDir = dataDir;
    this.#hosts = hosts;
  }

  async hold(): Promise<Held> {
    const staging = stagingDir(this.#dataDir);
    await clearStaging(this.#dataDir);
    const startAgain = this.#hosts.holdStarts();
    const running = new Map<string, ProjectHost>();
    const letGo = async () => {
      startAgain();
      const hosts = [...running.values()];
      running.clear();
      await Promise.allSettled(hosts.map((host) => host.call({ op: 'let-go' }, holdMs)));
    };
    try {
      for (const projectId of this.#hosts.projects) {
        const host = await this.#hosts.running(projectId);
        if (host && !host.isGone) running.set(projectId, host);
      }
      const holding = [...running.values()].map((host) => host.call({ op: 'hold', forMs }, holdMs));
      await Promise.all(holding);
      return {
        copyTo: async (directory) => {
          await this.#copyHeld(running, directory, staging);
          await letGo();
          await copyTree(staging, directory);
        },
        [Symbol.asyncDispose]: async () => {
          await letGo();
          await rm(staging, { recursive: true, force: true });
        },
      };
    } catch (error) {
      await letGo();
      throw error;
    }
  }

  async #copyHeld(
    running: ReadonlyMap<string, ProjectHost>,
    directory: string,
    staging: string,
  ): Promise<void> {
    for (const projectId of await this.#projects()) {
      const from = new ProjectPlaces(this.#dataDir, projectId);
      const to = new ProjectPlaces(directory, projectId);
      const aside = new ProjectPlaces(staging, projectId);
      await mkdir(dirname(to.databaseFile), { recursive: true, mode: 0o700 });
      await linkTree(from.bucketDir, aside.bucketDir, (name) => !isAsideName(name));
      await linkTree(from.resultsDir, aside.resultsDir, () => true);
      const host = running.get(projectId);
      if (host) await host.call({ op: 'copy', to: to.databaseFile }, copyMs);
      else await copyAtRest(from.databaseFile, to.databaseFile);
    }
  }

  async #projects(): Promise<readonly string[]> {
    const directory = join(this.#dataDir, 'projects');
    return existsSync(directory) ? readdir(directory) : [];
  }
}

function stagingDir(dataDir: string): string {
  return join(dataDir, 'backups', 'staging');
}

/** What a backup left when its gateway was killed: second names, which would keep the files for ever. */
export async function clearStaging(dataDir: string): Promise<void> {
  await rm(stagingDir(dataDir), { recursive: true, force: true });
}

/** No host has it open, and none is started meanwhile. */
async function copyAtRest(from: string, to: string): Promise<void> {
  for (const end of ['', '.wal']) {
    if (existsSync(from + end)) await copyFile(from + end, to + end, constants.COPYFILE_FICLONE);
  }
}
