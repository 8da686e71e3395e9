import { expect, it } from 'vitest';
import type { Session } from '../core/session/session.ts';
import { sessionLog } from './session-log.ts';

const session = { request: {}, state: { status: 'open' } } as Session;
const why = 'The host was killed.';
const without = 'It does not have the temporary view v.';

it.each([
  [[why], 'with all that it had'],
  [[why, without], 'but without some of what it had'],
])('says of a session that was made again with %j: %s', (remarks, how) => {
  const at = new Date(0).toISOString();
  expect(sessionLog(session, [{ seq: 1, at: 0, kind: 'restored', remarks }])).toEqual([
    `${at} The session was made again in another place, ${how}.`,
    ...remarks.map((text) => `${at} ${text}`),
  ]);
});

it.each([
  ['user', 'alice asked for it'],
  ['timeout', 'it was idle for longer than it may'],
  ['client_lost', 'its client was gone'],
  ['queue_restarted', 'alice restarted its queue'],
  ['shutdown', 'the gateway was stopped'],
] as const)('says why a session is closed: %s', (reason, why) => {
  const intent = { by: 'alice', at: 0, reason, requestId: 'r' };
  const closed = { ...session, state: { status: 'ended', ending: { how: 'closed' }, intent } };
  const events = (['closing', 'closed'] as const).map((kind) => ({
    seq: 1,
    at: 0,
    kind,
    remarks: [],
  }));
  const at = new Date(0).toISOString();
  expect(sessionLog(closed as unknown as Session, events)).toEqual([
    `${at} The session is being closed: ${why}.`,
    `${at} The session is closed: ${why}.`,
  ]);
});
