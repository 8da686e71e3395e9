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
