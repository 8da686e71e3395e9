import { describe, expect, it } from 'vitest';
import type { Session, SessionState } from '../../core/session/session.ts';
import { toSessionWord } from './session-words.ts';

const intent = { by: 'alice', at: 1, reason: 'user', requestId: 'r' } as const;
const placed = { leaseToken: 1, placedAt: 1 };
const error = { code: 'engine', message: 'gone' } as const;
const ended = { status: 'ended', openedAt: 2, endedAt: 3 } as const;

describe('toSessionWord', () => {
  it.each<[string, boolean, SessionState]>([
    ['not_started', true, { status: 'waiting' }],
    ['starting', true, { status: 'starting', ...placed }],
    ['idle', false, { status: 'open', ...placed, openedAt: 2 }],
    ['busy', true, { status: 'open', ...placed, openedAt: 2 }],
    ['shutting_down', true, { status: 'closing', ...placed, openedAt: null, intent }],
    ['dead', false, { ...ended, ending: { how: 'closed' }, intent }],
    ['dead', false, { ...ended, ending: { how: 'failed', error }, intent: null }],
    ['dead', false, { ...ended, ending: { how: 'lost', error }, intent }],
  ])('says %s, busy %s, of %j', (word, isBusy, state) => {
    expect(toSessionWord({ state } as Session, isBusy)).toBe(word);
  });
});
