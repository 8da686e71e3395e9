import {
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  StatementType,
} from '@duckdb/node-api';
import type { Parameter } from '../../../core/job/parameter.ts';
import { preparedSql } from '../sql/prepared-statement.ts';
import { setsSeed } from '../sql/session-state.ts';
import { bindParameters } from './bind-parameters.ts';
import { RefusedError } from './refused-error.ts';

export interface Prepared {
  readonly statement: DuckDBPreparedStatement;
  /** Nothing of it stays on the connection, such as a temporary table or the seed of what is random. */
  readonly leavesNothing: boolean;
}

/**
 * The statement of a job, with the values of its parameters, ready to run. Of some DuckDB makes several: those that come before the last are
 * run here, in the transaction that is open. Where one fails, that transaction has to be rolled back.
 * @param begun is called before the first of those
 */
export async function prepareStatement(
  connection: DuckDBConnection,
  { sql, parameters }: { readonly sql: string; readonly parameters: readonly Parameter[] },
  isInSession: boolean,
  begun: () => void = () => {},
): Promise<Prepared> {
  const single = await prepareSingle(connection, sql);
  if (!single && preparedSql(sql) !== null) throw new RefusedError(severalSteps);
  const { statement, isAlone } = single ?? (await prepareLast(connection, sql, begun));
  const { statementType } = statement;
  const isAllowed = runnable.has(statementType) || (isInSession && ofSessions.has(statementType));
  if (!isAllowed) throw refusal(statementType);
  if (statementType === StatementType.PREPARE) await demandPreparable(connection, sql);
  await bindParameters(connection, statement, parameters);
  const leavesNothing = isAlone && makesNothing.has(statementType) && !setsSeed(sql);
  return { statement, leavesNothing };
}

interface Last {
  readonly statement: DuckDBPreparedStatement;
  readonly isAlone: boolean;
}

/** In one trip to DuckDB. Null for what it makes several statements of. */
async function prepareSingle(connection: DuckDBConnection, sql: string): Promise<Last | null> {
  try {
    return { statement: await connection.prepare(sql), isAlone: true };
  } catch (error) {
    if (isOfSeveral(error)) return null;
    throw error;
  }
}

/** Runs what comes before the last. */
async function prepareLast(
  connection: DuckDBConnection,
  sql: string,
  begun: () => void,
): Promise<Last> {
  const statements = await connection.extractStatements(sql);
  let last = statements.count - 1;
  for (let index = 0; index < last; index++) {
    // Once: DuckDB takes the statement out of those that it has extracted.
    const step = await statements.prepare(index);
    if (index === 0 && isBetweenSettings(step, last)) {
      last -= 1;
      continue;
    }
    if (!steps.has(step.statementType)) throw refusal(step.statementType);
    begun();
    await step.run();
  }
  return { statement: await statements.prepare(last), isAlone: last === 0 };
}

/** DuckDB has no other mark of it than its words. */
function isOfSeveral(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Cannot prepare multiple statements');
}

/** Lets DuckDB look up every name and type; nothing is run. Of several statements the first tells. */
export async function bindStatement(connection: DuckDBConnection, sql: string): Promise<void> {
  const statements = await connection.extractStatements(sql);
  const { statementType } = await statements.prepare(0);
  // Outside a transaction those of ALTER … ADD COLUMN stand in one of their own.
  if (statementType === StatementType.TRANSACTION) await statements.prepare(1);
}

/**
 * ALTER … ADD COLUMN with a computed DEFAULT becomes two ALTERs and an UPDATE, between two SETs that let
 * any error end the transaction. Settings are locked, and here every error ends it anyway.
 */
function isBetweenSettings({ statementType }: DuckDBPreparedStatement, last: number): boolean {
  return last >= 2 && statementType === StatementType.SET;
}

/**
 * PIVOT makes a type first, an import may delete first, and what is made may be commented on behind it; the others are those of
 * ALTER … ADD COLUMN.
 */
const steps: ReadonlySet<StatementType> = new Set([
  StatementType.CREATE,
  StatementType.ALTER,
  StatementType.UPDATE,
  StatementType.DELETE,
]);

/** The classes of statement that may run, in the engine's own words; the text was guarded before. */
const runnable: ReadonlySet<StatementType> = new Set([
  StatementType.SELECT,
  StatementType.EXPLAIN,
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.MERGE_INTO,
  StatementType.CREATE,
  StatementType.ALTER,
  StatementType.DROP,
  StatementType.COPY,
]);

/** What a session may set was read from its text: its database, its search path, its variables. */
const ofSessions: ReadonlySet<StatementType> = new Set([
  StatementType.SET,
  StatementType.PREPARE,
  StatementType.EXECUTE,
]);

/** What EXECUTE runs is looked at here: afterwards nobody asks what it is. */
async function demandPreparable(connection: DuckDBConnection, sql: string): Promise<void> {
  const statements = await connection.extractStatements(preparedSql(sql) ?? sql);
  if (statements.count > 1) throw new RefusedError(severalSteps);
  const { statementType } = await statements.prepare(0);
  if (!preparable.has(statementType)) throw refusal(statementType);
}

const preparable: ReadonlySet<StatementType> = new Set([
  StatementType.SELECT,
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.MERGE_INTO,
]);

const severalSteps = {
  code: 'not_supported',
  message:
    'What DuckDB makes several statements of, such as a PIVOT without IN, cannot be prepared. Submit it as it is.',
} as const;

/** They make nothing temporary, which would live as long as their connection. */
const makesNothing: ReadonlySet<StatementType> = new Set([
  StatementType.SELECT,
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
]);

function refusal(type: StatementType): RefusedError {
  const message = `A statement of the kind ${StatementType[type]} cannot run as a job.`;
  return new RefusedError({ code: 'not_supported', message });
}
