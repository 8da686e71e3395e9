import { expect, test } from 'vitest';
import { OverQuotaError } from '../../../core/quotas/over-quota-error.ts';
import { ResultTally } from './result-tally.ts';

test('several at once share the room', () => {
  const tally = new ResultTally();
  const room = { limit: 100, used: 40 };
  const first = tally.begin(room);
  const second = tally.begin(room);
  first.note(30);
  second.note(30);
  expect(() => second.note(31)).toThrow(OverQuotaError);
  second.end(false);
  first.note(60);
  expect(() => first.note(61)).toThrow(OverQuotaError);
});

test('one that was kept while another ran counts, and one that was kept before does not count twice', () => {
  const tally = new ResultTally();
  tally.begin({ limit: 100, used: 0 }).note(50);
  const kept = tally.begin({ limit: 100, used: 0 });
  expect(() => kept.note(51)).toThrow(OverQuotaError);
  kept.note(50);
  const running = tally.begin({ limit: 200, used: 0 });
  kept.end(true);
  running.note(100);
  expect(() => running.note(101)).toThrow(OverQuotaError);
  // By now the gateway counts the one that was kept.
  const later = tally.begin({ limit: 300, used: 50 });
  expect(() => later.note(100)).toThrow(OverQuotaError);
  later.note(98);
});

test('without a limit nothing is refused', () => {
  const share = new ResultTally().begin(null);
  expect(() => share.note(1e15)).not.toThrow();
  share.end(true);
});
