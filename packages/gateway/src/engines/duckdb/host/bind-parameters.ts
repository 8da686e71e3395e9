import {
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api';
import type { Parameter } from '../../../core/job/parameter.ts';
import { RefusedError } from './refused-error.ts';

type GivenText = Exclude<Parameter, { type: 'null' }>;

/** A value whose type the statement says, by the place of its parameter. */
interface TypedText {
  readonly place: number;
  /** Absent where it has only its place. */
  readonly name: string | undefined;
  readonly text: string;
  readonly type: DuckDBType;
}

/** What a query costs grows faster than its columns. */
const mostAtOnce = 200;

/**
 * Gives a statement the values of its parameters. Each becomes one of the type that the statement wants
 * in its place, by DuckDB's own cast of its text; where the statement leaves the type open it keeps its own.
 * @throws RefusedError for a value that is none of its type, or where DuckDB counts other parameters
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
    const { name } = parameter;
    const place = name === undefined ? index + 1 : statement.parameterIndex(name);
    if (parameter.type === 'null') {
      statement.bindNull(place);
      continue;
    }
    const typeId = statement.parameterTypeId(place);
    if (open.has(typeId)) bindAsGiven(statement, place, parameter);
    else if (staysText.has(typeId)) statement.bindVarchar(place, parameter.text);
    else typed.push({ place, name, text: parameter.text, type: statement.parameterType(place) });
  }
  for (let at = 0; at < typed.length; at += mostAtOnce) {
    await bindTyped(connection, statement, typed.slice(at, at + mostAtOnce));
  }
}

/** The statement leaves the type open; `parameterType` would throw. */
const open: ReadonlySet<DuckDBTypeId> = new Set([DuckDBTypeId.INVALID, DuckDBTypeId.ANY]);

function bindAsGiven(
  statement: DuckDBPreparedStatement,
  place: number,
  { type, text }: GivenText,
): void {
  switch (type) {
    case 'text':
      return statement.bindVarchar(place, text);
    case 'boolean':
      return statement.bindBoolean(place, text === 'true');
    case 'number':
      return /^-?\d+$/.test(text)
        ? statement.bindBigInt(place, BigInt(text))
        : statement.bindDouble(place, Number(text));
  }
}

const staysText: ReadonlySet<DuckDBTypeId> = new Set([
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
  for (const [index, { place, name, type }] of typed.entries()) {
    const value = values[index] ?? null;
    if (value === null) throw noValue(name === undefined ? `${place}` : `$${name}`, type);
    statement.bindValue(place, value, type);
  }
}

function miscounted(wanted: number, given: number): RefusedError {
  const message = `DuckDB finds ${wanted} parameters in the statement, and ${given} values were given.`;
  return new RefusedError({ code: 'semantic', message });
}

function noValue(parameter: string, type: DuckDBType): RefusedError {
  return new RefusedError({
    code: 'runtime',
    message: `What was given for parameter ${parameter} is no value of the type ${type.toString()}.`,
  });
}
