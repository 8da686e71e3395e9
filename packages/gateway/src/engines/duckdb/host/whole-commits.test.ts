import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Checkpoints } from './checkpoints.ts';
import { CommitGate } from './commit-gate.ts';
import type { OpenTransactions } from './open-transactions.ts';
import { StopSwitch } from './stop-switch.ts';
import { WholeCommits } from './whole-commits.ts';

it('lets others go on for as long as it kept them, where they did not end in time', async () => {
  const kept: { readonly from: number; readonly to: number }[] = [];
  const transactions: Pick<OpenTransactions, 'keepTo' | 'beginAlone'> = {
    keepTo: async (_, forMs) => {
      const from = performance.now();
      await pause(forMs);
      kept.push({ from, to: performance.now() });
      return kept.length < 3 ? null : () => {};
    },
    beginAlone: () => Promise.resolve(null),
  };
  const checkpoints: Pick<Checkpoints, 'commitWhole'> = {
    commitWhole: async (commit) => void (await commit()),
  };
  const commits = new WholeCommits(transactions, checkpoints, new CommitGate());
  const stop = new StopSwitch();
  let isCommitted = false;
  await commits.commit({
    open: { since: 0, isAlone: false, stayAlone: () => false, end: () => {} },
    stop,
    run: async () => {
      isCommitted = true;
    },
    giveUp: () => Promise.reject(new Error('given up')),
  });
  stop.settle();
  expect(isCommitted).toBe(true);
  const [first, second, third] = kept;
  if (!first || !second || !third) throw new Error('it was not tried three times');
  // A timer may come a millisecond early.
  expect(second.from - first.to).toBeGreaterThan(first.to - first.from - 2);
  expect(third.from - second.to).toBeGreaterThan(second.to - second.from - 2);
});
