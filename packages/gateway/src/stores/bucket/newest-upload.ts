type Content = AsyncIterable<Uint8Array>;

interface Running {
  readonly cut: (cause: Error) => void;
  readonly over: Promise<unknown>;
}

/**
 * Lets one upload at a time write a file. A client that comes again has lost its connection, which the
 * gateway may not know yet: the newest goes on, and the one before it is cut off first.
 */
export class NewestUpload {
  readonly #running = new Map<string, Running>();

  async run<Outcome>(
    path: string,
    content: Content,
    act: (content: Content) => Promise<Outcome>,
  ): Promise<Outcome> {
    const former = this.#running.get(path);
    former?.cut(new Error('the same upload was begun again'));
    const { cut, cuttable } = makeCuttable(content);
    const acting = (former?.over ?? Promise.resolve()).then(() => act(cuttable));
    const running = { cut, over: acting.catch(() => {}) };
    this.#running.set(path, running);
    try {
      return await acting;
    } finally {
      if (this.#running.get(path) === running) this.#running.delete(path);
    }
  }
}

/** The same content, which throws as soon as it is cut, also while somebody waits for more of it. */
function makeCuttable(content: Content): { cut: (cause: Error) => void; cuttable: Content } {
  const chunks = content[Symbol.asyncIterator]();
  let cutBy: Error | null = null;
  let fail: ((cause: Error) => void) | null = null;
  const iterator: AsyncIterator<Uint8Array> = {
    next: () =>
      new Promise((resolve, reject) => {
        if (cutBy) return reject(cutBy);
        fail = reject;
        chunks.next().then(resolve, reject);
      }),
    return: async () => (await chunks.return?.()) ?? { done: true, value: undefined },
  };
  return {
    cut: (cause) => {
      cutBy = cause;
      fail?.(cause);
    },
    cuttable: { [Symbol.asyncIterator]: () => iterator },
  };
}
