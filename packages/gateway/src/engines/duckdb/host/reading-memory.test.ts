import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { HandClock } from '../../../../tests/support/hand-clock.ts';
import { NoMemoryInTimeError, ReadingMemory } from './reading-memory.ts';
import { ResultReader } from './result-reader.ts';

const waitMs = 30_000;
const stays = new AbortController().signal;

describe('the memory that readers of results share', () => {
  let clock: HandClock;
  let memory: ReadingMemory;
  let begun: string[];
  beforeEach(() => {
    clock = new HandClock();
    memory = new ReadingMemory(10, clock);
    begun = [];
  });

  /** Holds so much until it is let go. */
  function hold(name: string, bytes: number, left = stays) {
    const work = Promise.withResolvers<string>();
    const used = memory.use(bytes, waitMs, left, () => {
      begun.push(name);
      return work.promise;
    });
    used.catch(() => {});
    return { used, end: () => work.resolve(name), fail: (why: Error) => work.reject(why) };
  }

  it('goes to whoever came first, and the next waits for it, however little it needs', async () => {
    const a = hold('a', 4);
    const b = hold('b', 4);
    const c = hold('c', 4);
    const d = hold('d', 2);
    await setImmediate();
    expect(begun).toEqual(['a', 'b']);
    a.end();
    await setImmediate();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    for (const { end } of [b, c, d]) end();
    expect(await Promise.all([a, b, c, d].map(({ used }) => used))).toEqual(['a', 'b', 'c', 'd']);
    expect(clock.sleeping).toBe(0);
  });

  it('is refused to who has waited for his time, and not before', async () => {
    const a = hold('a', 10);
    await setImmediate();
    const late = hold('late', 10);
    clock.advance(waitMs - 1);
    const behind = hold('behind', 1);
    await setImmediate();
    a.end();
    await setImmediate();
    expect(begun).toEqual(['a', 'late']);
    late.end();
    const holding = hold('holding', 9);
    await setImmediate();
    const refused = hold('refused', 10);
    await clock.asleepFor(waitMs);
    const last = hold('last', 1);
    clock.advance(waitMs);
    await expect(refused.used).rejects.toThrow(NoMemoryInTimeError);
    await expect(refused.used).rejects.toThrow(/^Out of Memory Error/);
    await expect(last.used).rejects.toThrow(NoMemoryInTimeError);
    for (const { end } of [behind, holding]) end();
    await Promise.all([behind.used, holding.used]);
    expect(begun).toEqual(['a', 'late', 'behind', 'holding']);
  });

  it('is not waited for by who has left, and whoever is behind moves up', async () => {
    const a = hold('a', 8);
    await setImmediate();
    const leaving = new AbortController();
    const gone = hold('gone', 10, leaving.signal);
    const small = hold('small', 2);
    await setImmediate();
    expect(begun).toEqual(['a']);
    leaving.abort();
    await expect(gone.used).rejects.toThrow('aborted');
    await setImmediate();
    expect(begun).toEqual(['a', 'small']);
    for (const { end } of [a, small]) end();
    await Promise.all([a.used, small.used]);
    expect(clock.sleeping).toBe(0);
    await expect(hold('late', 1, leaving.signal).used).rejects.toThrow('aborted');
    expect(begun).toEqual(['a', 'small']);
  });

  it('is all that there is for who needs more', async () => {
    const large = hold('large', 1_000);
    const small = hold('small', 1);
    await setImmediate();
    expect(begun).toEqual(['large']);
    large.end();
    await setImmediate();
    expect(begun).toEqual(['large', 'small']);
    small.end();
    await small.used;
  });

  it('is given once more, and alone, to who ran out of it beside others', async () => {
    const beside = hold('beside', 2);
    await setImmediate();
    let tries = 0;
    const work = memory.use(4, waitMs, stays, async () => {
      begun.push(`try ${++tries}`);
      if (tries === 1) throw new Error('Out of Memory Error: failed to allocate');
      return tries;
    });
    await clock.asleepFor(waitMs);
    expect(begun).toEqual(['beside', 'try 1']);
    beside.end();
    expect(await work).toBe(2);
    const never = memory.use(10, waitMs, stays, async () => {
      throw new Error('Out of Memory Error: and nobody was beside it');
    });
    await expect(never).rejects.toThrow('nobody was beside it');
    const broken = hold('broken', 1);
    broken.fail(new Error('another reason'));
    await expect(broken.used).rejects.toThrow('another reason');
  });

  it('is waited for longer by who has begun to read', async () => {
    const reader = new ResultReader(memory, { left: stays, waitMs });
    expect(await reader.write(1, async () => 'first')).toBe('first');
    const a = hold('a', 10);
    await setImmediate();
    const next = reader.write(1, async () => 'next');
    await clock.asleepFor(600_000);
    const other = new ResultReader(memory, { left: stays, waitMs });
    const [refused, beside] = [1, 2].map((n) => other.write(n, async () => 'never'));
    refused?.catch(() => {});
    await clock.asleepFor(waitMs);
    clock.advance(waitMs);
    await expect(refused).rejects.toThrow(NoMemoryInTimeError);
    await expect(beside).rejects.toThrow(NoMemoryInTimeError);
    a.end();
    expect(await next).toBe('next');
  });
});
