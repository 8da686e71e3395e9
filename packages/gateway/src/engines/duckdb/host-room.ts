import type { DuckdbSettings } from './duckdb-settings.ts';
import { hostBytes, MemoryBudget, NoRoomError } from './memory-budget.ts';

/** How long the next host of a project may take to be wanted. */
const keepRoomMs = 2_000;

/**
 * The machine's memory for hosts, as their projects take it. A host that died at work leaves its room to
 * the one after it: what became of its statements must not stay unknown because another project came first.
 */
export class HostRoom {
  readonly #budget: MemoryBudget;
  readonly #settings: Pick<DuckdbSettings, 'hostsMemoryBytes' | 'memoryBytes'>;
  /** Gives back the room of a host that died at work; by its project. */
  readonly #kept = new Map<string, () => void>();

  constructor(settings: Pick<DuckdbSettings, 'hostsMemoryBytes' | 'memoryBytes'>) {
    this.#settings = settings;
    this.#budget = new MemoryBudget(settings.hostsMemoryBytes);
  }

  get hasWaiters(): boolean {
    return this.#budget.hasWaiters;
  }

  isWaiting(projectId: string): boolean {
    return this.#budget.isWaiting(projectId);
  }

  /** For a host that is there already, whether it fits or not. */
  hold(bytes: number): void {
    this.#budget.hold(bytes);
  }

  /**
   * Resolves when a host of the project may be started.
   * @throws EngineClosedError when the gateway stops
   */
  take(projectId: string, bytes: number): Promise<void> {
    const room = this.#budget.take(projectId, bytes, this.#kept.has(projectId));
    this.#kept.get(projectId)?.();
    return room;
  }

  giveBack(bytes: number): void {
    this.#budget.giveBack(bytes);
  }

  /** Gives it back when the project's next host is wanted, or is not for a while. */
  keepForNext(projectId: string, bytes: number): void {
    const giveBack = () => {
      clearTimeout(timer);
      this.#kept.delete(projectId);
      this.#budget.giveBack(bytes);
    };
    const timer = setTimeout(giveBack, keepRoomMs);
    timer.unref();
    this.#kept.set(projectId, giveBack);
  }

  /** What is told to somebody who waited for it too long. */
  whyNone(): NoRoomError {
    const { hostsMemoryBytes, memoryBytes } = this.#settings;
    const [all, one] = [hostsMemoryBytes, hostBytes(memoryBytes)].map(
      (bytes) => `${Math.floor(bytes / 1e6)} MB`,
    );
    return new NoRoomError(
      `other projects' statements hold the memory of this machine's DuckDB hosts (${all} in all, ${one} ` +
        'each). Submit again later; or raise SLUICE_HOSTS_MEMORY, or lower SLUICE_HOST_MEMORY',
    );
  }

  /** Nobody is admitted any more. */
  close(): void {
    this.#budget.close();
  }
}
