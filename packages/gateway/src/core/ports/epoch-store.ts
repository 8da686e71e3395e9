/** Which history of the state this is: it changes when the state is restored from a backup. */
export interface EpochStore {
  /**
   * A random UUID. Numbers of events are to be compared within one epoch only: a reader of the feed
   * whose epoch is another one has to begin anew.
   */
  current(): Promise<string>;
}
