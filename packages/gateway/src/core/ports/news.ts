/** Tells this process that something has moved. A hint only: the row is the truth. */
export interface News<T> {
  publish(moved: T): void;
  /** @returns a function that ends the subscription */
  subscribe(listener: (moved: T) => void): () => void;
}
