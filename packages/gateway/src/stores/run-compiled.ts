import type { CompiledQuery, Kysely, QueryResult } from 'kysely';

/** What an adapter can do whose database answers without a wait. */
export interface RunsAtOnce {
  runAtOnce<Row>(query: CompiledQuery<Row>): QueryResult<Row> | Promise<QueryResult<Row>>;
}

/**
 * Runs what is compiled. Where the database answers at once it goes past kysely's queues, which cost more
 * than a small statement does. Its order among others stays: whoever asks awaits each answer.
 */
export async function runCompiled<Schema, Row>(
  database: Kysely<Schema>,
  query: CompiledQuery<Row>,
): Promise<QueryResult<Row>> {
  const { adapter } = database.getExecutor();
  return runsAtOnce(adapter) ? adapter.runAtOnce(query) : database.executeQuery(query);
}

function runsAtOnce(adapter: object): adapter is RunsAtOnce {
  return 'runAtOnce' in adapter;
}
