import {
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api';
import type { Parameter } from '../../../core/job/parameter.ts';
import { RefusedError } from './refused-error.ts';

/** A value whose type the statement says, by the place of its parameter. */
interface TypedText {
  readonly place: number;
  readonly text: string;
  readonly type: DuckDBType;
}

/** What a query costs grows faster than its columns. */
const mostAtOnce = 200;

/**
 * Gives a statement the values of its parameters. Text becomes a value of the type that the statement wants
 * in its place, by DuckDB's own cast; where the statement leaves the type open it stays text.
 * @throws RefusedError for a text that is no value of its type, or where DuckDB counts other parameters
 */
export async function bindParameters(
  connection: DuckDBConnection,
  statement: DuckDBPreparedStatement,
  parameters: readonly Parameter[],
): Promise<void> {
  // Without any DuckDB says best which it misses.
  if (parameters.length === 0) return;
  const { parameterCount } = statement;
  if (parameterCount !== parameters.length) throw miscounted(parameterCount, parameters.length);
  const typed: TypedText[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const place = index + 1;
    if (parameter.type === 'null') {
      statement.bindNull(place);
      continue;
    }
    const { text } = parameter;
    const type = typeAt(statement, place);
    if (type === null) statement.bindVarchar(place, text);
    else typed.push({ place, text, type });
  }
  for (let at = 0; at < typed.length; at += mostAtOnce) {
    await bindTyped(connection, statement, typed.slice(at, at + mostAtOnce));
  }
}

/** Null where the statement leaves it open, or takes text. */
function typeAt(statement: DuckDBPreparedStatement, place: number): DuckDBType | null {
  return staysText.has(statement.parameterTypeId(place)) ? null : statement.parameterType(place);
}

const staysText: ReadonlySet<DuckDBTypeId> = new Set([
  // Open: `parameterType` would throw.
  DuckDBTypeId.INVALID,
  DuckDBTypeId.ANY,
  DuckDBTypeId.VARCHAR,
  // No value of it can be made here; DuckDB casts the text itself.
  DuckDBTypeId.GEOMETRY,
]);

/** TRY_CAST: an error would end the transaction of a user with it. */
async function bindTyped(
  connection: DuckDBConnection,
  statement: DuckDBPreparedStatement,
  typed: readonly TypedText[],
): Promise<void> {
  const casts = typed.map(({ type }, index) => `TRY_CAST($${index + 1} AS ${type.toString()})`);
  const reader = await connection.runAndReadAll(
    `SELECT ${casts.join(', ')}`,
    typed.map(({ text }) => text),
  );
  const [values = []] = reader.getRows();
  for (const [index, { place, type }] of typed.entries()) {
    const value = values[index] ?? null;
    if (value === null) throw noValue(place, type);
    statement.bindValue(place, value, type);
  }
}

function miscounted(wanted: number, given: number): RefusedError {
  const message = `DuckDB finds ${wanted} parameters in the statement, and ${given} values were given.`;
  return new RefusedError({ code: 'semantic', message });
}

function noValue(place: number, type: DuckDBType): RefusedError {
  return new RefusedError({
    code: 'runtime',
    message: `The text that was given for parameter ${place} is no value of the type ${type.toString()}.`,
  });
}
