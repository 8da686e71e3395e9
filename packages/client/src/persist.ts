import { AbortedError } from './errors/aborted-error.ts';
import { ConnectionError } from './errors/connection-error.ts';
import { ProblemError } from './errors/problem-error.ts';

const firstPauseMs = 100;
const longestPauseMs = 2_000;

/**
 * Asks again while the gateway cannot be reached (it may be starting again). Only for requests that do
 * the same once or many times.
 * @param ask is told whether an earlier try may have reached the gateway
 * @param patienceMs how long after the first failure
 */
export async function persist<Answer>(
  ask: (isRepeated: boolean) => Promise<Answer>,
  patienceMs: number,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  let giveUpAt: number | null = null;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await ask(giveUpAt !== null);
    } catch (error) {
      giveUpAt ??= performance.now() + patienceMs;
      if (!mayPass(error) || performance.now() + pauseMs > giveUpAt) throw error;
    }
    await pause(pauseMs, signal);
  }
}

function mayPass(error: unknown): boolean {
  return (
    error instanceof ConnectionError ||
    (error instanceof ProblemError && error.code === 'unavailable')
  );
}

/** @throws AbortedError */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = () => reject(new AbortedError(signal?.reason));
  if (signal?.aborted) return (leave(), promise);
  const timer = setTimeout(resolve, ms);
  signal?.addEventListener('abort', leave, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', leave);
  }
}
