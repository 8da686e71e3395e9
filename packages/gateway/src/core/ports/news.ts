/** Tells this process that something has moved. A hint only: the row is the truth. */
export interface News<T> {
  publish(moved: T): void;
  /** When this process last told of it, in milliseconds since the epoch; null where it has not of late. */
  toldAt(id: string): number | null;
  /** Whether this is what this process has told of it last, and of late: then nobody here has moved it since. */
  isLatest(known: T): boolean;
  /** @returns a function that ends the subscription */
  subscribe(listener: (moved: T) => void): () => void;
}
