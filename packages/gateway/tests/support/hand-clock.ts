import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/core/ports/clock.ts';
import { soon } from './soon.ts';

interface Sleeper {
  readonly ms: number;
  readonly until: number;
  wake(): void;
}

/** Time that stands still until a test moves it. Any number may sleep. */
export class HandClock implements Clock {
  #steady = 0;
  #setTo = Date.UTC(2026, 0, 1);
  readonly #sleepers = new Set<Sleeper>();
  readonly #awaited = new Set<{ readonly ms: number; found(): void }>();

  now(): number {
    return this.#setTo + this.#steady;
  }

  steady(): number {
    return this.#steady;
  }

  /** Somebody sets the clock; no time passes. */
  set(byMs: number): void {
    this.#setTo += byMs;
  }

  /** How many sleep. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= 0 || signal?.aborted) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => {
      this.#sleepers.delete(sleeper);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const sleeper = { ms, until: this.#steady + ms, wake };
    signal?.addEventListener('abort', wake);
    this.#sleepers.add(sleeper);
    for (const awaited of this.#awaited) if (awaited.ms === ms) awaited.found();
    return promise;
  }

  /** Moves time on; whoever's time is over wakes, the earliest first. */
  advance(ms: number): void {
    const target = this.#steady + ms;
    for (let next = this.#next(); next && next.until <= target; next = this.#next()) {
      this.#steady = Math.max(this.#steady, next.until);
      next.wake();
    }
    this.#steady = target;
  }

  /** Moves time to the first sleeper's waking. */
  advanceToNext(): void {
    const next = this.#next();
    if (next) this.advance(next.until - this.#steady);
  }

  /** Resolves when somebody sleeps for exactly `ms`: only then can a test move the time past it. */
  asleepFor(ms: number): Promise<void> {
    if ([...this.#sleepers].some((sleeper) => sleeper.ms === ms)) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const awaited = {
      ms,
      found: () => {
        this.#awaited.delete(awaited);
        resolve();
      },
    };
    this.#awaited.add(awaited);
    return soon(`somebody to sleep for ${ms} ms`, promise);
  }

  /** Moves time from one sleeper to the next until `promise` is settled. */
  async runUntil<T>(promise: Promise<T>): Promise<T> {
    const settled = new AbortController();
    const settle = () => settled.abort();
    promise.then(settle, settle);
    while (!settled.signal.aborted) {
      // Whatever is not waiting for time gets its turn first.
      for (let turn = 0; turn < 20 && !settled.signal.aborted; turn++) await setImmediate();
      if (!settled.signal.aborted) this.advanceToNext();
    }
    return promise;
  }

  #next(): Sleeper | undefined {
    let earliest: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (!earliest || sleeper.until < earliest.until) earliest = sleeper;
    }
    return earliest;
  }
}
