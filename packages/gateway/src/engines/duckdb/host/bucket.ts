import type { Observed } from '../../../core/job/transition.ts';
import type { ResultSummary } from '../../../core/job/ending.ts';
import { bucketSize } from '../bucket-size.ts';
import { finishCopy } from '../finish-copy.ts';
import type { CopyTo } from '../messages/run-order.ts';
import type { HostSettings } from '../messages/host-settings.ts';

type Directories = Pick<HostSettings, 'bucketDir' | 'uploadsDir'>;

/** The bucket directory of a host's project. */
export class Bucket {
  readonly directory: string;
  readonly #directories: Directories;
  #moves = 0;

  constructor(directories: Directories) {
    this.directory = directories.bucketDir;
    this.#directories = directories;
  }

  /** Puts what a committed COPY wrote to where it was wanted (`finishCopy`). */
  put(copyTo: CopyTo, result: ResultSummary): Observed {
    this.#moves += 1;
    return finishCopy(copyTo, result);
  }

  /** The bytes of all that counts for the quota. */
  async size(): Promise<number> {
    for (;;) {
      const moves = this.#moves;
      const bytes = await bucketSize(this.#directories);
      // What was moved while it was looked through may have been met nowhere, or twice.
      if (moves === this.#moves) return bytes;
    }
  }
}
