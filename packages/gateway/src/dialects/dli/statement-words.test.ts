import { describe, expect, it } from 'vitest';
import type { Ending } from '../../core/job/ending.ts';
import type { EndedJob, Job, JobState } from '../../core/job/job.ts';
import { toStatementWord } from './statement-words.ts';

const intent = { by: 'alice', at: 1, reason: 'user', requestId: 'r' } as const;
const claimed = { leaseToken: 1, claimedAt: 1 };
const operation = { ref: 'o', startedAt: 2 };
const error = { code: 'engine', message: 'gone' } as const;
const result = { columns: [], rowCount: 0, affectedRows: null, rows: { at: 'none' } } as const;

describe('toStatementWord', () => {
  it.each<[string, JobState]>([
    ['waiting', { status: 'queued' }],
    ['waiting', { status: 'queued', isBehind: true }],
    ['waiting', { status: 'launching', ...claimed }],
    ['running', { status: 'running', ...claimed, operation }],
    ['cancelling', { status: 'cancelling', ...claimed, operation: null, intent }],
    ['cancelling', { status: 'cancelling', ...claimed, operation, intent }],
    ['available', ended({ how: 'succeeded', result })],
    ['available', ended({ how: 'failed', error })],
    ['cancelled', ended({ how: 'cancelled' })],
    ['error', ended({ how: 'lost', error })],
  ])('says %s of %j', (word, state) => {
    expect(toStatementWord({ state } as Job)).toBe(word);
  });
});

function ended(ending: Ending): JobState {
  return { status: 'ended', startedAt: 2, endedAt: 3, ending, intent } as EndedJob['state'];
}
