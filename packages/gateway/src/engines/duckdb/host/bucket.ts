import type { Observed } from '../../../core/job/transition.ts';
import type { ResultSummary } from '../../../core/job/ending.ts';
import { directorySize } from '../directory-size.ts';
import { finishCopy } from '../finish-copy.ts';
import type { CopyTo } from '../host-messages.ts';

/** The bucket directory of a host's project. */
export class Bucket {
  readonly directory: string;
  #moves = 0;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Puts what a committed COPY wrote to where it was wanted (`finishCopy`). */
  put(copyTo: CopyTo, result: ResultSummary): Observed {
    this.#moves += 1;
    return finishCopy(copyTo, result);
  }

  /** The bytes of all that is there, also aside. */
  async size(): Promise<number> {
    for (;;) {
      const moves = this.#moves;
      const bytes = await directorySize(this.directory);
      // What was moved while it was looked through may have been met nowhere, or twice.
      if (moves === this.#moves) return bytes;
    }
  }
}
