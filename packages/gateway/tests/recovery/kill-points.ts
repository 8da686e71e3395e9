import type { PlayName } from './plays.ts';

/** A place between two durable steps, where the gateway, the host, or both are killed. */
export interface KillPoint {
  readonly name: string;
  /** The steps that it lies between, as LIFECYCLE.md has them. */
  readonly between: string;
  /** What the job is after the restart; whatever it is, its effects have to agree. */
  readonly ends: Ends;
  /** What is played to come to the point. */
  readonly play: PlayName;
}

export type Ends = 'succeeded' | 'cancelled' | 'what is true';

/** The points of LIFECYCLE.md, in the order of a job's life. */
export const killPoints: readonly KillPoint[] = [
  point('submit written', 'the submit’s commit; its answer', 'what is true', 'insert'),
  point(
    'tombstone written',
    'the tombstone of a cancel by key; its answer',
    'cancelled',
    'cancel before submit',
  ),
  point(
    'cancel of a queued job written',
    'the ending of a job that waits; the answer',
    'cancelled',
    'cancel queued',
  ),
  point('claim written', 'the claim with its ledger; the start', 'succeeded', 'insert'),
  point(
    'host recorded',
    'the record of a host that is to be born; its birth',
    'what is true',
    'new table in a new database',
  ),
  point(
    'host born',
    'the birth of a host; its pid in the record',
    'what is true',
    'new table in a new database',
  ),
  point(
    'host named',
    'the pid of a host in the record; its first answer',
    'what is true',
    'new table in a new database',
  ),
  point(
    'database made',
    'the first tables of a new database; its checkpoint',
    'what is true',
    'new table in a new database',
  ),
  point(
    'host ready',
    'the host has its database open; the gateway hears of it',
    'what is true',
    'new table in a new database',
  ),
  point('start made', 'the order to the host; `running` written', 'what is true', 'insert'),
  point('running written', '`running` written; the watch', 'what is true', 'insert'),
  point('cancelling written', 'the intent’s commit; the first rung', 'cancelled', 'cancel running'),
  point('rung next', 'the drive hears of the intent; the rung', 'cancelled', 'cancel running'),
  point(
    'rung told',
    'the host has heard the interrupt; the end observed',
    'cancelled',
    'cancel running',
  ),
  point('order taken', 'the host takes the order; BEGIN', 'what is true', 'insert'),
  point('result file made', 'the empty result file; its rows', 'what is true', 'large result'),
  point(
    'result rows written',
    'the rows of a result; its checkpoint',
    'what is true',
    'large result',
  ),
  point(
    'result file whole',
    'the result file whole; its statement’s end told',
    'what is true',
    'large result',
  ),
  point(
    'marker written',
    'the marker in its transaction; `committing` told',
    'what is true',
    'insert',
  ),
  point('committing told', '`committing` told; COMMIT', 'what is true', 'export'),
  point('commit done', 'COMMIT; the end told, or the export’s link', 'succeeded', 'export'),
  point(
    'commit of returned rows done',
    'COMMIT of a write that returns rows; the end told',
    'succeeded',
    'returned rows',
  ),
  point('export linked', 'the export at its place; its name aside gone', 'succeeded', 'export'),
  point('export placed', 'the export whole at its place; the end told', 'succeeded', 'export'),
  point(
    'directory placed',
    'the export’s directory renamed; the end told',
    'succeeded',
    'directory export',
  ),
  point(
    'checkpoint noted',
    'the note of what a checkpoint writes over; the checkpoint',
    'what is true',
    'new schema',
  ),
  point(
    'commit before its checkpoint',
    'COMMIT of what cannot be replayed; its checkpoint',
    'what is true',
    'changed table',
  ),
  point('checkpoint made', 'the checkpoint; its note struck', 'what is true', 'new schema'),
  point('end next to be told', 'the work settled; the end told', 'succeeded', 'insert'),
  point('end told', 'the end told; the gateway has heard it', 'succeeded', 'insert'),
  point('end observed', 'the end observed; the first release', 'succeeded', 'export'),
  point('one thing released', 'a thing given back; the next, or the ending', 'succeeded', 'export'),
  point(
    'all released',
    'everything given back; the ending’s commit',
    'cancelled',
    'cancel running',
  ),
  point('ending written', 'the ending’s commit; the news of it', 'cancelled', 'cancel running'),
  point('forget next', 'the ending’s commit; the engine forgets', 'succeeded', 'export'),
  point(
    'lease taken',
    'the next gateway’s lease; its first adoption',
    'cancelled',
    'recovery of a cancel',
  ),
  point(
    'adoption written',
    'the adoption’s commit; the engine asked what became of it',
    'cancelled',
    'recovery of a cancel',
  ),
  point(
    'marker asked',
    'the next host asked for the marker; its answer',
    'succeeded',
    'recovery of a commit',
  ),
  point(
    'fate found',
    'the engine’s answer after a restart; the release',
    'cancelled',
    'recovery of a cancel',
  ),
];

function point(name: string, between: string, ends: Ends, play: PlayName): KillPoint {
  return { name, between, ends, play };
}
