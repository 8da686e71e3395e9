import { EngineClosedError, HostUnreachableError } from './deadline.ts';

/** What the instance that owns a host's result files may take, beside the one that runs SQL. */
export const resultsMemoryBytes = 512e6;

/** What one host may take altogether. */
export function hostBytes(memoryBytes: number): number {
  return memoryBytes + resultsMemoryBytes;
}

/** The machine's memory for hosts stayed taken for as long as the project's was wanted. */
export class NoRoomError extends HostUnreachableError {}

interface Waiter {
  readonly projectId: string;
  readonly bytes: number;
  readonly admit: () => void;
  readonly refuse: (error: Error) => void;
}

/**
 * The memory that all hosts may take together. A limit is a promise: what it promises is held from
 * before a host is born until it was seen to be gone, so that the sum never exceeds the machine.
 */
export class MemoryBudget {
  readonly totalBytes: number;
  readonly #waiting: Waiter[] = [];
  #heldBytes = 0;
  #isClosed = false;

  constructor(totalBytes: number) {
    this.totalBytes = totalBytes;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  get hasWaiters(): boolean {
    return this.#waiting.length > 0;
  }

  isWaiting(projectId: string): boolean {
    return this.#waiting.some((waiter) => waiter.projectId === projectId);
  }

  /** For a host that is there already, whether it fits or not. */
  hold(bytes: number): void {
    this.#heldBytes += bytes;
  }

  /**
   * Resolves when a host of that size may be started; whoever came first is first.
   * @param isFirst before all others: it follows one whose room is about to be given back
   * @throws EngineClosedError when the gateway stops
   */
  take(projectId: string, bytes: number, isFirst = false): Promise<void> {
    if (this.#isClosed) return Promise.reject(new EngineClosedError());
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { projectId, bytes, admit: resolve, refuse: reject };
    if (isFirst) this.#waiting.unshift(waiter);
    else this.#waiting.push(waiter);
    this.#admit();
    return promise;
  }

  giveBack(bytes: number): void {
    this.#heldBytes -= bytes;
    this.#admit();
  }

  /** Nobody is admitted any more. */
  close(): void {
    this.#isClosed = true;
    for (const { refuse } of this.#waiting.splice(0)) refuse(new EngineClosedError());
  }

  #admit(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (!first || this.#heldBytes + first.bytes > this.totalBytes) return;
      this.#waiting.shift();
      this.#heldBytes += first.bytes;
      first.admit();
    }
  }
}
