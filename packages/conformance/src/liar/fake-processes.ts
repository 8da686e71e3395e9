import type { ProcessTable, WorkerProcess } from '../machine/process-table.ts';

interface FakeProcess {
  readonly pid: number;
  readonly bornAt: number;
  readonly computes: boolean;
  /** Null unless it is stopped. */
  stoppedAt: number | null;
  readonly onKilled: () => void;
}

/** A process table in memory. */
export class FakeProcesses implements ProcessTable {
  readonly #alive = new Map<number, FakeProcess>();
  readonly #advance: () => void;
  #lastPid = 1000;

  /** @param advance brings the world up to date before anybody looks */
  constructor(advance: () => void) {
    this.#advance = advance;
  }

  bear(computes: boolean, onKilled: () => void = () => {}): number {
    const pid = ++this.#lastPid;
    this.#alive.set(pid, { pid, bornAt: performance.now(), computes, stoppedAt: null, onKilled });
    return pid;
  }

  end(pid: number): void {
    this.#alive.delete(pid);
  }

  isStopped(pid: number): boolean {
    return (this.#alive.get(pid)?.stoppedAt ?? null) !== null;
  }

  /** What `kill` does from outside. */
  signal(pid: number, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    const found = this.#alive.get(pid);
    if (!found) return;
    switch (signal) {
      case 'SIGKILL':
        this.#alive.delete(pid);
        found.onKilled();
        return;
      case 'SIGSTOP':
        found.stoppedAt = performance.now();
        return;
      case 'SIGCONT':
        found.stoppedAt = null;
        return;
    }
  }

  workers(): Promise<WorkerProcess[]> {
    this.#advance();
    const now = performance.now();
    const workers = [...this.#alive.values()].map(({ pid, bornAt, computes, stoppedAt }) => ({
      pid,
      startTime: bornAt.toFixed(0),
      cpuMs: computes ? (stoppedAt ?? now) - bornAt : 0,
    }));
    return Promise.resolve(workers);
  }
}
