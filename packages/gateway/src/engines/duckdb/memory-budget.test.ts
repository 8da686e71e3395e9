import { describe, expect, it } from 'vitest';
import { MemoryBudget } from './memory-budget.ts';

describe('the memory of all hosts together', () => {
  it('admits as many as fit, and the next when one has given back', async () => {
    const budget = new MemoryBudget(10);
    await budget.take('a', 4);
    await budget.take('b', 4);
    const admitted: string[] = [];
    const c = budget.take('c', 4).then(() => admitted.push('c'));
    const d = budget.take('d', 2).then(() => admitted.push('d'));
    await Promise.resolve();
    // Whoever came first is first, although the other one would fit.
    expect({ admitted, held: budget.heldBytes }).toEqual({ admitted: [], held: 8 });
    expect([budget.isWaiting('c'), budget.isWaiting('a')]).toEqual([true, false]);
    budget.giveBack(4);
    await Promise.all([c, d]);
    expect({ admitted, held: budget.heldBytes }).toEqual({ admitted: ['c', 'd'], held: 10 });
  });

  it('lets the one that follows a dead host take its room before those that wait', async () => {
    const budget = new MemoryBudget(10);
    await budget.take('a', 8);
    const admitted: string[] = [];
    void budget.take('b', 8).then(() => admitted.push('b'));
    const follower = budget.take('a', 8, true).then(() => admitted.push('a'));
    budget.giveBack(8);
    await follower;
    expect(admitted).toEqual(['a']);
  });

  it('admits nobody while adopted hosts hold more than there is', async () => {
    const budget = new MemoryBudget(10);
    budget.hold(8);
    budget.hold(8);
    const admitted = budget.take('a', 4);
    budget.giveBack(8);
    expect(budget.hasWaiters).toBe(true);
    budget.giveBack(8);
    await admitted;
    expect(budget.heldBytes).toBe(4);
  });

  it('refuses those that wait when the gateway stops, and those that come later', async () => {
    const budget = new MemoryBudget(10);
    await budget.take('a', 8);
    const waiting = budget.take('b', 8);
    budget.close();
    await expect(waiting).rejects.toThrow('stopping');
    await expect(budget.take('c', 1)).rejects.toThrow('stopping');
  });
});
