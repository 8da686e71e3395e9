import type { JobId } from '../../../core/job/job.ts';
import type { Observed } from '../../../core/job/transition.ts';
import type { RunOrder } from '../messages/run-order.ts';

/** A few thousand of the largest inline results. */
const mostCharacters = 128 * 2 ** 20;

interface KeptEnding {
  readonly order: RunOrder;
  readonly observed: Observed;
}

/**
 * Endings that no gateway has made durable yet: one that comes back finds them here. A gateway that never
 * forgets would fill the memory, so the oldest go; a write among them is still told by its marker.
 */
export class KeptEndings {
  readonly #most: number;
  readonly #kept = new Map<JobId, KeptEnding & { readonly characters: number }>();
  #characters = 0;

  constructor(most = mostCharacters) {
    this.#most = most;
  }

  keep(order: RunOrder, observed: Observed): void {
    this.forget([order.jobId]);
    const characters = charactersOf(order, observed);
    this.#kept.set(order.jobId, { order, observed, characters });
    this.#characters += characters;
    for (const jobId of this.#kept.keys()) {
      if (this.#characters <= this.#most) return;
      this.forget([jobId]);
    }
  }

  of(jobId: JobId): KeptEnding | null {
    const kept = this.#kept.get(jobId);
    return kept ? { order: kept.order, observed: kept.observed } : null;
  }

  forget(jobIds: readonly JobId[]): void {
    for (const jobId of jobIds) {
      this.#characters -= this.#kept.get(jobId)?.characters ?? 0;
      this.#kept.delete(jobId);
    }
  }

  get jobIds(): JobId[] {
    return [...this.#kept.keys()];
  }
}

function charactersOf(order: RunOrder, observed: Observed): number {
  const bare = order.sql.length + 1_000;
  switch (observed.kind) {
    case 'failed':
      return bare + observed.error.message.length;
    case 'stopped':
      return bare;
    case 'succeeded': {
      const { rows, columns } = observed.result;
      const lines = rows.at === 'inline' ? rows.lines : [];
      return lines.reduce((sum, line) => sum + line.length, bare + columns.length * 100);
    }
  }
}
