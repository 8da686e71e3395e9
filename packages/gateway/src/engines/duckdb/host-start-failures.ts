/** Why a project has no host: its database cannot be opened, most often. */
export interface HostStartFailure {
  readonly projectId: string;
  readonly why: string;
}

/**
 * The projects whose host could not be started when that was last tried. A job that waits tries again and
 * again, so that a failure is told once, and once more when its reason is another.
 */
export class HostStartFailures {
  readonly #tell: (failure: HostStartFailure) => void;
  readonly #last = new Map<string, HostStartFailure>();

  constructor(tell: (failure: HostStartFailure) => void) {
    this.#tell = tell;
  }

  note(projectId: string, why: string): void {
    if (this.#last.get(projectId)?.why === why) return;
    const failure = { projectId, why };
    this.#last.set(projectId, failure);
    this.#tell(failure);
  }

  /** Its host has started. */
  clear(projectId: string): void {
    this.#last.delete(projectId);
  }

  get last(): readonly HostStartFailure[] {
    return [...this.#last.values()];
  }
}
