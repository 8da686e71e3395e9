/** Tells that jobs may start which could not before: one waits that is new, or a slot is free. */
export interface Openings {
  /**
   * @param listener is told before that is on disk. A claim that he asks for at once comes to disk with it,
   *   by one commit, or is lost with it
   * @returns a function that ends the subscription
   */
  subscribe(listener: () => void): () => void;
}
