/** What can be copied as it is at one moment, while work goes on. */
export interface Snapshots {
  /**
   * Holds everything that would change it, and returns when nothing does. What only reads, and a
   * cancel, goes on.
   * @param stopped breaks off this, and the copy after it
   */
  hold(stopped: AbortSignal): Promise<Held>;
}

export interface Held extends AsyncDisposable {
  /**
   * Copies into a directory that is there and empty. The work of others goes on as soon as it can.
   * @returns for how long it was held
   */
  copyTo(directory: string): Promise<{ readonly heldMs: number }>;
}

/** The state as it is at one moment. */
export interface StateSnapshot extends Disposable {
  /** Copies it to a file that is not there yet. */
  copyTo(file: string): Promise<void>;
}
