import { isAlive, type ProcessIdentity } from '../process-identity.ts';
import type { ProcessLine } from './proc-table.ts';

/** How many are named in one account; the others are counted. */
const mostNamed = 1_000;

interface Seen extends ProcessIdentity {
  readonly name: string;
  /** The last signal that it was sent, or that ended its namespace. */
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Remembers which processes of a batch were seen, when last, and what they were told. */
export class Witness {
  readonly #now: () => number;
  readonly #seen = new Map<string, Seen>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param signal that they are about to be sent; null: they were only seen */
  saw(processes: readonly ProcessLine[], signal: NodeJS.Signals | null): void {
    const at = this.#now();
    for (const { pid, startTime, name } of processes) {
      const key = `${pid} ${startTime}`;
      const told = signal ?? this.#seen.get(key)?.signal ?? null;
      this.#seen.set(key, { pid, startTime, name, signal: told, at });
    }
  }

  /** A line for each process that was seen, as far as they are not too many. */
  account(): readonly string[] {
    const all = [...this.#seen.values()];
    const named = all.slice(0, mostNamed).map(tell);
    return all.length > named.length ? [...named, `and ${all.length - named.length} more`] : named;
  }
}

function tell({ name, signal, at, ...identity }: Seen): string {
  const seen = `last seen ${new Date(at).toISOString()}`;
  const what = isAlive(identity) ? 'is there' : `ended${signal === null ? '' : ` after ${signal}`}`;
  return `${identity.pid} (${name}) ${what}, ${seen}`;
}
