import type { ProcessLine } from './proc-table.ts';

/** What holds the processes of one batch together. */
export interface Enclosure {
  /** All that is in it now. */
  look(): readonly ProcessLine[];
  /** Tells all of it to end, with SIGTERM. @returns false where there was nobody to tell */
  terminate(): boolean;
  /** Ends all of it, with SIGKILL. @returns false where there was nothing to end */
  kill(): boolean;
  /** Resolves when it was seen that nothing is left in it. */
  untilEmpty(): Promise<void>;
  isEmpty(): boolean;
  /** What was read to know that, and what could have escaped it. */
  proof(): string;
  /** Lets go of what it needs to look. */
  close(): void;
}
