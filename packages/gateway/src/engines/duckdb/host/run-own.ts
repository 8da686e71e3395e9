import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBValue } from '@duckdb/node-api';
import { lakeCatalog } from '../lake-catalog.ts';

/** What is run around users' statements. */
const ownStatements = {
  'begin-write': 'BEGIN TRANSACTION',
  'begin-read': 'BEGIN TRANSACTION READ ONLY',
  mark: `INSERT INTO ${lakeCatalog}._sluice.commit_marker VALUES ($1, $2, $3, $4)`,
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
} as const;

export type OwnStatement = keyof typeof ownStatements;

type Prepared = Map<OwnStatement, DuckDBPreparedStatement>;

/** They end with their connection: its close destroys what is prepared on it. */
const preparedOn = new WeakMap<DuckDBConnection, Prepared>();

/** Runs a statement that is parsed and bound once on each connection: that takes longer than to run it. */
export async function runOwn(
  connection: DuckDBConnection,
  own: OwnStatement,
  values: readonly DuckDBValue[] = [],
): Promise<void> {
  let prepared = preparedOn.get(connection);
  if (!prepared) preparedOn.set(connection, (prepared = new Map()));
  let statement = prepared.get(own);
  if (!statement) {
    statement = await connection.prepare(ownStatements[own]);
    prepared.set(own, statement);
  }
  if (values.length > 0) statement.bind([...values]);
  await statement.run();
}
