import type { Job } from '../../core/job/job.ts';
import type { Openings } from '../../core/ports/openings.ts';
import type { Database } from '../database.ts';
import { isLive, isWaiting } from './queue-share.ts';

interface Moved {
  readonly before: Job | null;
  readonly after: Job;
}

/** Hears within each write what it moves, and tells once for all writes of a commit. */
export class JobOpenings implements Openings {
  readonly #listeners = new Set<() => void>();
  #isUntold = false;

  constructor(database: Pick<Database, 'beforeCommit'>) {
    database.beforeCommit(() => this.#tell());
  }

  note(...moves: readonly Moved[]): void {
    this.#isUntold ||= moves.some(opens);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    if (!this.#isUntold) return;
    this.#isUntold = false;
    for (const listener of this.#listeners) listener();
  }
}

function opens({ before, after }: Moved): boolean {
  return (isWaiting(after) && !isWaiting(before)) || (isLive(before) && !isLive(after));
}
