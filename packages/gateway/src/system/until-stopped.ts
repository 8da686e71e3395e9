/**
 * Resolves when this process shall end: a signal, or the parent that started it with a channel is
 * gone or says so. A second signal after the first second ends it at once.
 */
export function untilStopped(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let firstAt: number | null = null;
  const stop = () => {
    if (firstAt === null) {
      firstAt = performance.now();
      resolve();
    } else if (performance.now() - firstAt > 1_000) {
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  if (process.channel) {
    process.on('message', stop);
    process.on('disconnect', resolve);
    // The channel is for listening; it must not keep the process alive.
    process.channel.unref();
  }
  return promise;
}
