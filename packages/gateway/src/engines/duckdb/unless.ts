/** Null when the signal comes first; what was begun goes on. */
export async function unless<T>(signal: AbortSignal, promise: Promise<T>): Promise<T | null> {
  const { promise: aborted, resolve } = Promise.withResolvers<null>();
  const abort = () => resolve(null);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const first = await Promise.race([promise, aborted]);
    return signal.aborted ? null : first;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
