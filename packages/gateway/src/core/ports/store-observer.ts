/** Hears how long the store takes. It never throws, and the store does not wait for it. */
export interface StoreObserver {
  /** One write, from the asking to its being on disk, its wait for its turn included. */
  wrote(ms: number, outcome: 'committed' | 'failed'): void;
  /** One query of a reader. */
  read(ms: number): void;
  /** Writes that were committed together, with one sync of the disk. */
  committedTogether(writes: number): void;
}
