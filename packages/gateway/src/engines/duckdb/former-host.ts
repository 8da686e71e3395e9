import { HostTakenOverError } from './deadline.ts';
import type { ProjectHost } from './project-host.ts';

/**
 * The host that an earlier gateway may have left to a project, until it is known what became of it. A
 * try that fails says nothing of the next: whoever asks after it has it tried anew. Only that a later
 * gateway has the host is final.
 */
export class FormerHost {
  readonly #adopt: () => Promise<ProjectHost | null>;
  #adopting: Promise<ProjectHost | null> | null = null;

  constructor(adopt: () => Promise<ProjectHost | null>) {
    this.#adopt = adopt;
  }

  /** The try that is under way, or came to its end; null after one that failed. */
  get adopting(): Promise<ProjectHost | null> | null {
    return this.#adopting;
  }

  /** @returns null when none lives any more */
  adopted(): Promise<ProjectHost | null> {
    if (this.#adopting) return this.#adopting;
    const adopting = this.#adopt();
    this.#adopting = adopting;
    adopting.catch((error: unknown) => {
      if (!(error instanceof HostTakenOverError)) this.#adopting = null;
    });
    return adopting;
  }
}
