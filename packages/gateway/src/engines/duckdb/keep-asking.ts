import { setTimeout as pause } from 'node:timers/promises';
import { EngineClosedError, HostTakenOverError } from './deadline.ts';

/** A host may take a minute to replay a large write-ahead file, and may be killed meanwhile. */
const askingMs = 150_000;
const firstPauseMs = 50;
const longestPauseMs = 2_000;

/**
 * Asks again, of the next host, while hosts die or do not answer. What only a host can tell is unknown
 * after a deadline (I9), never because one host had to go.
 * @throws what the last try threw
 */
export async function keepAsking<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + askingMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await ask();
    } catch (error) {
      if (isFinal(error) || performance.now() + pauseMs > deadline) throw error;
    }
    await pause(pauseMs);
  }
}

/** Nobody is left who could be asked by this gateway. */
function isFinal(error: unknown): boolean {
  return error instanceof EngineClosedError || error instanceof HostTakenOverError;
}
