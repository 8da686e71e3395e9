import type { StorageSizes } from '../../core/ports/storage.ts';
import { bucketSize } from './bucket-size.ts';
import { withDeadline } from './deadline.ts';
import { directorySize } from './directory-size.ts';
import type { ProjectHosts } from './project-hosts.ts';
import type { ProjectPlaces } from './project-places.ts';
import { sizeOfFile } from './size-of-file.ts';

const answerMs = 2_000;
/** A submit waits for it, and is better told what the file says than nothing. */
const hostMs = 5_000;
/** What was measured counts so long, and ten times as long as it took: a large bucket takes a while. */
const freshMs = 2_000;

interface Walk {
  readonly bytes: Promise<number>;
  /** The bytes, once they are known. */
  known: number | null;
  nextAt: number;
}

/** How much room the things of each project take. */
export class ProjectStorage {
  readonly #hosts: ProjectHosts;
  readonly #placesOf: (projectId: string) => ProjectPlaces;
  readonly #walks = new Map<string, Walk>();
  readonly #tidying = new Map<string, Promise<number>>();

  constructor(hosts: ProjectHosts, placesOf: (projectId: string) => ProjectPlaces) {
    this.#hosts = hosts;
    this.#placesOf = placesOf;
  }

  async sizesOf(projectId: string): Promise<StorageSizes> {
    const places = this.#placesOf(projectId);
    const { spillDir } = places.hostPaths;
    const [databaseBytes, bucketBytes, temporaryBytes] = await Promise.all([
      this.#databaseBytes(projectId, false),
      this.#walked(places.bucketDir, () => bucketSize(places)),
      this.#walked(spillDir, () => directorySize(spillDir)),
    ]);
    return { databaseBytes, bucketBytes, temporaryBytes };
  }

  /** The database once more, when it seems to be full. Many who ask at once share one answer. */
  tidyDatabase(projectId: string): Promise<number> {
    const tidying =
      this.#tidying.get(projectId) ??
      this.#databaseBytes(projectId, true).finally(() => this.#tidying.delete(projectId));
    this.#tidying.set(projectId, tidying);
    return tidying;
  }

  /** The bucket as it is now, with uploads on their way. */
  bucketBytes(projectId: string): Promise<number> {
    return bucketSize(this.#placesOf(projectId));
  }

  /**
   * A host knows how much of the file is in use; the file never shrinks by what is deleted. Without a
   * host the size of the file is as good as it gets, and never too small.
   */
  async #databaseBytes(projectId: string, tidy: boolean): Promise<number> {
    try {
      const finding = tidy ? this.#hosts.of(projectId, hostMs) : this.#hosts.running(projectId);
      const host = await withDeadline(finding, hostMs, 'the host is not ready');
      if (host && !host.isGone) {
        const { bytes } = await host.call({ op: 'size', tidy }, answerMs);
        return bytes;
      }
    } catch {
      // It hangs, or cannot be started: the file says how much there is at most.
    }
    const { databaseFile } = this.#placesOf(projectId);
    return sizeOfFile(databaseFile) + sizeOfFile(`${databaseFile}.wal`);
  }

  /** The newest figure there is; when it is old a new walk begins, which nobody waits for. */
  #walked(directory: string, measure: () => Promise<number>): Promise<number> {
    const last = this.#walks.get(directory);
    if (last && performance.now() < last.nextAt) return last.bytes;
    const begun = performance.now();
    const walk: Walk = {
      bytes: measure(),
      known: null,
      nextAt: Number.POSITIVE_INFINITY,
    };
    this.#walks.set(directory, walk);
    const settled = () => {
      walk.nextAt = performance.now() + Math.max(freshMs, 10 * (performance.now() - begun));
    };
    walk.bytes.then((bytes) => {
      walk.known = bytes;
      settled();
    }, settled);
    return last?.known !== null && last !== undefined ? Promise.resolve(last.known) : walk.bytes;
  }
}
