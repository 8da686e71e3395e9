import { expect, it } from 'vitest';
import type { QuotaStore } from '../../core/ports/quota-store.ts';
import { rememberUsage } from './remember-usage.ts';

it('what a project uses is read once until the next commit', async () => {
  let reads = 0;
  const listeners: (() => void)[] = [];
  const store: QuotaStore = {
    limitsOf: async () => ({}),
    useOf: () => expect.fail('nobody asks'),
    resultBytesOf: async () => ++reads,
    set: async () => 'set',
  };
  const quotas = rememberUsage(store, { afterCommit: (listener) => listeners.push(listener) });
  const ask = (projectId: string) => quotas.resultBytesOf(projectId);
  expect(await Promise.all([ask('one'), ask('one'), ask('other')])).toEqual([1, 1, 2]);
  for (const commit of listeners) commit();
  expect([await ask('one'), await ask('one')]).toEqual([3, 3]);
});
