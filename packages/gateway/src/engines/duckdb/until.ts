/**
 * Waits no longer than until the signal comes; what was begun goes on.
 * @throws the signal's reason when it comes first
 */
export async function until<T>(stopped: AbortSignal, doing: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(stopped.reason as Error);
  if (stopped.aborted) stop();
  stopped.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([doing, promise]);
  } finally {
    stopped.removeEventListener('abort', stop);
  }
}
