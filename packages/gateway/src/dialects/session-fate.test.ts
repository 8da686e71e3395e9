import { expect, it } from 'vitest';
import type { EndedJob } from '../core/job/job.ts';
import type { Receipt } from '../core/job/receipt.ts';
import { describeCancel } from './livy/error-output.ts';
import { sessionFate } from './session-fate.ts';

const intent = { by: 'alice', at: 1, reason: 'user', requestId: 'r' } as const;
const job = {
  request: { session: { id: 'own', number: 0 } },
  state: { startedAt: 1, intent },
} as EndedJob;
const receipt = {
  rung: 'kill-host',
  phases: { accepted: 1, released: 3 },
  checks: [{ isGone: true }],
  collateral: [
    'session other was lost: it had an open transaction',
    'session own was lost: its statement ignored interrupts',
    'session own lost its open transaction, which was rolled back',
    'job next runs again from its start: it shared the host',
  ],
} as unknown as Receipt;

const fate =
  ' The session was lost: its statement ignored interrupts. ' +
  'The session lost its open transaction, which was rolled back.';

it('says what became of the session of a statement, and nothing of its neighbours', () => {
  expect(sessionFate(job, receipt)).toBe(fate);
});

it('does not call a session lost whose close was the wish', () => {
  const closing = {
    ...job,
    state: { ...job.state, intent: { ...intent, reason: 'session_closed' } },
  };
  expect(sessionFate(closing as EndedJob, receipt)).toBe(
    ' The session lost its open transaction, which was rolled back.',
  );
});

it('says nothing where the session goes on as it was', () => {
  expect(sessionFate(job, { ...receipt, collateral: [] })).toBe('');
  expect(sessionFate(job, null)).toBe('');
});

it('is told in the output of Livy', () => {
  expect(describeCancel(job, receipt)).toBe(
    'Cancelled by alice. It was seen to stop after kill-host, and 1 of 1 things that it held were ' +
      `seen to be back 2 ms after the cancel was accepted.${fate}`,
  );
});
