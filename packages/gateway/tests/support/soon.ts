import { setTimeout } from 'node:timers/promises';

/**
 * Waits for something that must happen, and says what was waited for when it does not.
 * @param withinMs milliseconds of real time
 */
export async function soon<T>(what: string, event: Promise<T>, withinMs = 30_000): Promise<T> {
  const over = new AbortController();
  const late = setTimeout(withinMs, undefined, { signal: over.signal, ref: false }).then(() => {
    throw new Error(`waited ${withinMs} ms in vain: ${what}`);
  });
  try {
    return await Promise.race([event, late]);
  } finally {
    over.abort();
    late.catch(() => {});
  }
}
