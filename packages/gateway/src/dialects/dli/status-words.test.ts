import { describe, expect, it } from 'vitest';
import type { Ending } from '../../core/job/ending.ts';
import type { EndedJob, Job, JobState } from '../../core/job/job.ts';
import { statusFilterWords, toStatusFilter, toStatusWord } from './status-words.ts';

const intent = { by: 'alice', at: 1, reason: 'user', requestId: 'r' } as const;
const claimed = { leaseToken: 1, claimedAt: 1 };
const operation = { ref: 'o', startedAt: 2 };
const error = { code: 'engine', message: 'gone' } as const;
const result = { columns: [], rowCount: 0, affectedRows: null, rows: { at: 'none' } } as const;

describe('toStatusWord', () => {
  it.each<[string, JobState]>([
    ['LAUNCHING', { status: 'queued' }],
    ['LAUNCHING', { status: 'launching', ...claimed }],
    ['RUNNING', { status: 'running', ...claimed, operation }],
    ['LAUNCHING', { status: 'cancelling', ...claimed, operation: null, intent }],
    ['RUNNING', { status: 'cancelling', ...claimed, operation, intent }],
    ['FINISHED', ended({ how: 'succeeded', result })],
    ['FAILED', ended({ how: 'failed', error })],
    ['CANCELLED', ended({ how: 'cancelled' })],
    ['FAILED', ended({ how: 'lost', error })],
  ])('says %s of %j', (word, state) => {
    expect(toStatusWord(jobIn(state))).toBe(word);
  });
});

describe('toStatusFilter', () => {
  it('finds every status under exactly one word', () => {
    const found = statusFilterWords.flatMap((word) => toStatusFilter(word));
    expect(found.toSorted()).toEqual(
      [
        'cancelled',
        'cancelling',
        'failed',
        'launching',
        'lost',
        'queued',
        'running',
        'succeeded',
      ].toSorted(),
    );
  });
});

function ended(ending: Ending): JobState {
  return { status: 'ended', startedAt: 2, endedAt: 3, ending, intent } as EndedJob['state'];
}

function jobIn(state: JobState): Job {
  return { state } as Job;
}
