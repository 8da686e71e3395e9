/** Event streams of one project at once: each costs a read of the feed whenever something happens. */
const mostOfProject = 64;
/** How long a client may leave its stream unread. */
const stuckMs = 60_000;
/** How often a stream on which nothing happens asks whether its client may still have it. */
const askAgainMs = 2_000;
/** A stream lasts no longer: whoever reads on comes back by himself. */
const longestMs = 60 * 60 * 1_000;
/** How long the last words of the streams may take when the gateway stops. */
const closingMs = 1_000;

/** One stream that is open. */
export interface OpenStream extends Disposable {
  /** Aborts when the stream has to end: its client has left or may not have it, or the gateway stops. */
  readonly left: AbortSignal;
}

/** The event streams that are open: how many a project has, and their end when the gateway stops. */
export class EventStreams {
  readonly #ofProject = new Map<string, number>();
  readonly #stopping = new AbortController();
  #open = 0;
  #idle = Promise.withResolvers<void>();

  /**
   * @param mayGoOn asks whether the client's credential is still good
   * @returns null when the project has as many as it may
   */
  open(
    projectId: string,
    clientLeft: AbortSignal,
    mayGoOn: () => Promise<boolean>,
  ): OpenStream | null {
    const count = this.#ofProject.get(projectId) ?? 0;
    if (count >= mostOfProject) return null;
    this.#ofProject.set(projectId, count + 1);
    this.#open++;
    const refused = new AbortController();
    const asking = setInterval(() => {
      // A store that cannot be asked says nothing of him; the next event asks again.
      mayGoOn().then(
        (may) => void (may || refused.abort()),
        () => {},
      );
    }, askAgainMs);
    const left = AbortSignal.any([
      clientLeft,
      this.#stopping.signal,
      refused.signal,
      AbortSignal.timeout(longestMs),
    ]);
    const end = () => {
      clearInterval(asking);
      this.#forget(projectId);
    };
    return { left, [Symbol.dispose]: end };
  }

  /** Ends every stream, and waits until its client was sent all, or the time is up. */
  async close(): Promise<void> {
    this.#stopping.abort();
    if (this.#open === 0) return;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, closingMs);
    await Promise.race([this.#idle.promise, late.promise]);
    clearTimeout(timer);
  }

  #forget(projectId: string): void {
    const count = (this.#ofProject.get(projectId) ?? 1) - 1;
    if (count === 0) this.#ofProject.delete(projectId);
    else this.#ofProject.set(projectId, count);
    this.#open--;
    if (this.#open === 0) this.#idle.resolve();
  }
}

/**
 * Passes texts on, one after the other as they are taken.
 * @param stuck is called when one was not taken in time: nothing is held for a client that reads no more
 */
export async function* takenInTime(
  texts: AsyncIterable<string>,
  stuck: () => void,
): AsyncGenerator<string> {
  for await (const text of texts) {
    const timer = setTimeout(stuck, stuckMs);
    try {
      yield text;
    } finally {
      clearTimeout(timer);
    }
  }
}
