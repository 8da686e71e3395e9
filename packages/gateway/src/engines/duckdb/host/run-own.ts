import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';

/** What is run around users' statements. The probe fails where the transaction has failed. */
const ownStatements = {
  'begin-write': 'BEGIN TRANSACTION',
  'begin-read': 'BEGIN TRANSACTION READ ONLY',
  probe: 'SELECT 1',
  commit: 'COMMIT',
} as const;

export type OwnStatement = keyof typeof ownStatements;

type Prepared = Map<OwnStatement, DuckDBPreparedStatement>;

/** They end with their connection: its close destroys what is prepared on it. */
const preparedOn = new WeakMap<DuckDBConnection, Prepared>();

/** Runs a statement that is parsed and bound once on each connection: that takes longer than to run it. */
export async function runOwn(connection: DuckDBConnection, own: OwnStatement): Promise<void> {
  let prepared = preparedOn.get(connection);
  if (!prepared) preparedOn.set(connection, (prepared = new Map()));
  let statement = prepared.get(own);
  if (!statement) {
    statement = await connection.prepare(ownStatements[own]);
    prepared.set(own, statement);
  }
  await statement.run();
}
