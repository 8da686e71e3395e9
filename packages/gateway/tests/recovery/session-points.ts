import type { SessionPlayName } from './session-plays.ts';

/** A place between two durable steps of a session, where the gateway, the host, or both are killed. */
export interface SessionPoint {
  readonly name: string;
  /** The steps that it lies between, as SESSIONS.md has them. */
  readonly between: string;
  /** What the session is after the restart where its gateway alone is killed. */
  readonly gatewayKilled: SessionAfter;
  /** And where its host is killed, alone or with the gateway. */
  readonly hostKilled: SessionAfter;
  /** What is played to come to the point. */
  readonly play: SessionPlayName;
}

export type SessionAfter = 'open' | 'closed' | 'lost' | 'what is true';

/** The points of SESSIONS.md, in the order of a session's life. */
export const sessionPoints: readonly SessionPoint[] = [
  ...played('create', [
    ['session written', 'the create’s commit; its answer', 'open', 'what is true'],
    ['session placed', 'the place with its ledger; the order to the host', 'open', 'what is true'],
    ['context made', 'the context made; the host says so', 'open', 'what is true'],
    ['context told', 'the host has said so; the gateway hears it', 'open', 'what is true'],
    ['context opened', 'the gateway has heard it; `open` written', 'open', 'what is true'],
    ['session open written', '`open` written; the watch', 'open', 'lost'],
  ]),
  ...played('close of one that waits', [
    [
      'close of a waiting session written',
      'the ending of one that waits; the answer',
      'closed',
      'closed',
    ],
  ]),
  ...played('close of one that is idle', [
    ['idle close written', 'the wish of the idle limit; the drive hears', 'closed', 'closed'],
  ]),
  ...played('close', [
    ['session closing written', 'the intent’s commit; its statements end', 'closed', 'closed'],
    ['cancelling written', 'a statement is to end for it; its first rung', 'closed', 'closed'],
    ['close next', 'its statements have ended; the context is closed', 'closed', 'closed'],
  ]),
  ...played('close of one that rests', [
    ['context closed', 'the context closed; the host says so', 'closed', 'closed'],
    ['close told', 'the gateway has heard it; it sees the context gone', 'closed', 'closed'],
    ['context seen gone', 'the context seen to be gone; its check', 'closed', 'closed'],
    ['context released', 'the check; its statements looked for once more', 'closed', 'closed'],
    ['session all released', 'everything given back; the ending’s commit', 'closed', 'closed'],
    ['session ending written', 'the ending’s commit; the news of it', 'closed', 'closed'],
    ['session forget next', 'the news of the ending; the engine forgets', 'closed', 'closed'],
  ]),
  ...played('recovery of a create', [
    ['session adopted', 'the adoption’s commit; the engine asked for its context', 'open', 'open'],
    ['context found', 'the engine’s answer; what it leads to', 'open', 'open'],
  ]),
  ...played('recovery of a close', [
    ['session adopted', 'the adoption’s commit of one to close; the question', 'closed', 'closed'],
    ['context found', 'the engine’s answer; the context closed', 'closed', 'closed'],
  ]),
  ...played('another host', [
    ['file of rows made', 'a host to be killed makes a file of rows; the rows', 'open', 'lost'],
    ['sessions saved', 'its sessions saved; the host says so', 'open', 'lost'],
    ['host kill next', 'the gateway has heard it; its kill', 'open', 'what is true'],
    ['host ready', 'the next host is ready; the first session made again', 'lost', 'what is true'],
    ['made again in part', 'a session made again in part; the rest', 'what is true', 'lost'],
    ['context made', 'a session made again; the host says so', 'what is true', 'lost'],
  ]),
];

/** Where a statement of a session is killed at: the points of LIFECYCLE.md, by what is played. */
export const statementPoints: readonly (Pick<SessionPoint, 'play'> & {
  readonly name: string;
  /** What the statement has to end as, where the gateway alone is killed. */
  readonly ends: 'succeeded' | 'cancelled';
})[] = [
  ...[
    'statement written',
    'claim written',
    'start made',
    'running written',
    'order taken',
    'marker written',
    'committing told',
    'commit done',
    'end told',
    'one thing released',
    'ending written',
  ].map((name) => ({ name, ends: 'succeeded', play: 'insert' }) as const),
  ...['marker written', 'committing told', 'commit done'].map(
    (name) => ({ name, ends: 'succeeded', play: 'commit of a transaction' }) as const,
  ),
  ...['cancelling written', 'rung told', 'all released'].map(
    (name) => ({ name, ends: 'cancelled', play: 'cancel' }) as const,
  ),
];

type Row = readonly [
  name: string,
  between: string,
  gatewayKilled: SessionAfter,
  hostKilled: SessionAfter,
];

function played(play: SessionPlayName, rows: readonly Row[]): readonly SessionPoint[] {
  return rows.map(([name, between, gatewayKilled, hostKilled]) => ({
    name,
    between,
    gatewayKilled,
    hostKilled,
    play,
  }));
}
