import fs, { existsSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { HostSettings } from '../../src/engines/duckdb/messages/host-settings.ts';
import { passPoint } from './kill-switch.ts';

// Loaded before the program of a DuckDB host: watches the SQL, the files and the lines of the real
// program, and kills at the armed point.

const switchFile = process.env['SLUICE_TEST_SWITCH'] ?? '';
const { databaseFile } = JSON.parse(process.argv[2] ?? '') as HostSettings;
const journal = `${databaseFile}.journal`;
const pass = (point: string) => passPoint(switchFile, point);

interface PointsOfSql {
  readonly text: RegExp;
  readonly before?: string;
  readonly after?: string;
}

const pointsOfSql: readonly PointsOfSql[] = [
  { text: /^CREATE TABLE IF NOT EXISTS _sluice\./, after: 'database made' },
  { text: /\bBEGIN\b/, before: 'order taken' },
  { text: /^CREATE TABLE result_\d+\./, after: 'result file made' },
  { text: /^DETACH result_/, before: 'result rows written', after: 'result file whole' },
  { text: /^INSERT INTO lake\._sluice\.commit_marker/, after: 'marker written' },
  { text: /^COMMIT$/, before: 'committing told', after: 'commit done' },
  { text: /^CHECKPOINT lake$/, after: 'checkpoint made' },
  { text: /^ATTACH .*\/saved\/.*STORAGE_VERSION/, after: 'file of rows made' },
  { text: /^SET search_path = /, before: 'made again in part' },
];

/** What the host answers to its gateway, and is a point of sessions. */
const pointsOfReplies: readonly (PointsOfSql & { readonly before: string })[] = [
  { text: /^\{"id":\d+,"reply":\{"error":null[,}]/, before: 'context made', after: 'context told' },
  { text: /^\{"id":\d+,"reply":\{"isThere":true,/, before: 'context closed' },
  { text: /^\{"id":\d+,"reply":\{"saves":/, before: 'sessions saved' },
];

/** The marker that was written last has rows with it. */
let hasReturned = false;

around(DuckDBConnection.prototype, 'run', ([sql], call) => running(String(sql), call));

/** What is run around a statement is prepared once on each connection. */
const prepared = new WeakMap<object, string>();
around(DuckDBConnection.prototype, 'prepare', async ([sql], call) => {
  const statement = (await call()) as DuckDBPreparedStatement;
  prepared.set(statement, String(sql));
  return statement;
});
around(DuckDBPreparedStatement.prototype, 'bind', ([values], call, statement) => {
  const isMarker = prepared.get(statement)?.includes('_sluice.commit_marker');
  if (isMarker) hasReturned = (values as unknown[])[3] !== null;
  return call();
});
around(DuckDBPreparedStatement.prototype, 'run', (_rest, call, statement) =>
  running(prepared.get(statement) ?? '', call),
);

async function running(sql: string, call: () => unknown): Promise<unknown> {
  const points = pointsOfSql.find(({ text }) => text.test(sql));
  if (points?.before) pass(points.before);
  const answer = await call();
  if (points?.after) pass(points.after);
  if (points?.after === 'commit done' && hasReturned) pass('commit of returned rows done');
  if (points?.after === 'commit done' && existsSync(journal)) pass('commit before its checkpoint');
  return answer;
}

around(DuckDBConnection.prototype, 'runAndReadAll', ([sql], call) => {
  if (String(sql).includes('_sluice.commit_marker')) pass('marker asked');
  return call();
});

for (const [name, point] of [
  ['linkSync', 'export linked'],
  ['unlinkSync', 'export placed'],
  ['renameSync', 'directory placed'],
] as const) {
  around(fs, name, ([from], call) => {
    const answer = call();
    pass(String(from).endsWith('.journal.aside') ? 'checkpoint noted' : point);
    return answer;
  });
}
syncBuiltinESMExports();

around(net.Socket.prototype, 'write', ([line], call, socket) => {
  const isEnd = typeof line === 'string' && line.startsWith('{"settled"');
  if (isEnd) pass('end next to be told');
  const points = pointsOfReplies.find(({ text }) => text.test(String(line)));
  if (points) pass(points.before);
  const answer = call();
  // Lines wait for others of the same moment; one that is told is out.
  if (isEnd || points?.after) (socket as net.Socket).uncork();
  if (isEnd) pass('end told');
  if (points?.after) pass(points.after);
  return answer;
});

around(process, 'send', (_rest, call) => {
  pass('host ready');
  return call();
});

/** Does something around every call of a function that somebody else owns. */
function around<T extends object>(
  owner: T,
  name: keyof T,
  act: (rest: readonly unknown[], call: () => unknown, self: object) => unknown,
): void {
  const original = Reflect.get(owner, name) as (...rest: unknown[]) => unknown;
  const watched = function watched(this: object, ...rest: unknown[]) {
    return act(rest, () => Reflect.apply(original, this, rest), this);
  };
  Reflect.set(owner, name, watched);
}
