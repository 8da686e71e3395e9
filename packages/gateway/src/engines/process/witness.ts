import { isAlive } from '../process-identity.ts';
import type { ProcessLine } from './proc-table.ts';
import { readSeen, type SeenLine, writeSeen } from './seen-file.ts';

/** How many are named in one account; the others are counted. */
const mostNamed = 1_000;

/**
 * Remembers which processes of a batch were seen, when last, and what they were told: by this gateway, and by
 * earlier ones of which it follows.
 */
export class Witness {
  readonly #file: string;
  readonly #now: () => number;
  readonly #seen: Map<string, SeenLine>;

  /** @param file where it is kept for the gateway that follows */
  constructor(file: string, now: () => number) {
    this.#file = file;
    this.#now = now;
    this.#seen = new Map(readSeen(file).map((line) => [keyOf(line), line]));
  }

  /** @param signal that they are about to be sent; null: they were only seen */
  saw(processes: readonly ProcessLine[], signal: 'SIGTERM' | 'SIGKILL' | null): void {
    if (processes.length === 0) return;
    const at = this.#now();
    for (const { pid, startTime, name } of processes) {
      const key = keyOf([pid, startTime]);
      const told = signal ?? this.#seen.get(key)?.[3] ?? null;
      this.#seen.set(key, [pid, startTime, name, told, at]);
    }
    try {
      writeSeen(this.#file, [...this.#seen.values()]);
    } catch {
      // Who is stopped matters more than who is named by a gateway that may follow.
    }
  }

  /** A line for each process that was seen, as far as they are not too many. */
  account(): readonly string[] {
    const all = [...this.#seen.values()];
    const named = all.slice(0, mostNamed).map(tell);
    return all.length > named.length ? [...named, `and ${all.length - named.length} more`] : named;
  }
}

function keyOf([pid, startTime]: readonly [number, string, ...unknown[]]): string {
  return `${pid} ${startTime}`;
}

function tell([pid, startTime, name, signal, at]: SeenLine): string {
  const seen = `last seen ${new Date(at).toISOString()}`;
  const end = `ended${signal === null ? '' : ` after ${signal}`}`;
  return `${pid} (${name}) ${isAlive({ pid, startTime }) ? 'is there' : end}, ${seen}`;
}
