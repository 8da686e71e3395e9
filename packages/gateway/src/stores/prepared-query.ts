import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely';
import { runCompiled } from './run-compiled.ts';
import type { Tables } from './tables.ts';

/** Stands in a query for a value that comes when it is run. */
class Parameter {
  readonly name: string;
  /** Which of the rows has it. */
  readonly row: number;

  constructor(name: string, row: number) {
    this.name = name;
    this.row = row;
  }
}

/**
 * A query that is put together once and run often: building one and writing its text takes longer
 * than SQLite takes to run it.
 * @param build is called once for each kind of database; its second argument has the keys of the
 *   values and a placeholder for each
 */
export function prepared<Of extends object, Row>(
  build: (database: Kysely<Tables>, at: Of) => Compilable<Row>,
): (database: Kysely<Tables>, values: Of) => Promise<QueryResult<Row>> {
  const query = compileOnce((database, [values]: readonly [Of]) => build(database, values));
  return (database, values) => runCompiled(database, query(database, [values]));
}

/** So many rows share a statement, since one costs more than the few rows it writes. Greatest first. */
const rowsTogether = [50, 2, 1];

/**
 * Likewise for many rows that are alike, with few statements and few texts, however many they are.
 * @param build is called with as many rows as one statement has
 */
export function preparedForMany<Of extends object, Row>(
  build: (database: Kysely<Tables>, rows: readonly [Of, ...Of[]]) => Compilable<Row>,
): (database: Kysely<Tables>, rows: readonly Of[]) => Promise<readonly Row[]> {
  const queries = rowsTogether.map((count) => ({ count, query: compileOnce(build) }));
  return async (database, rows) => {
    const found: Row[] = [];
    let at = 0;
    for (const { count, query } of queries) {
      for (; rows.length - at >= count; at += count) {
        const piece = rows.slice(at, at + count) as [Of, ...Of[]];
        found.push(...(await runCompiled(database, query(database, piece))).rows);
      }
    }
    return found;
  };
}

/** @returns the query with the values of these rows, of which there are as many each time */
function compileOnce<Of extends readonly object[], Row>(
  build: (database: Kysely<Tables>, rows: Of) => Compilable<Row>,
): (database: Kysely<Tables>, rows: Of) => CompiledQuery<Row> {
  // What is compiled depends on the dialect alone, of which the adapter is the mark.
  const compiled = new WeakMap<object, CompiledQuery<Row>>();
  return (database, rows) => {
    const dialect = database.getExecutor().adapter.constructor;
    let query = compiled.get(dialect);
    if (!query) {
      query = build(database, rows.map(placeholdersFor) as unknown as Of).compile();
      compiled.set(dialect, query);
    }
    const given = rows as readonly Readonly<Record<string, unknown>>[];
    const parameters = query.parameters.map((value) =>
      value instanceof Parameter ? given[value.row]?.[value.name] : value,
    );
    return { ...query, parameters };
  };
}

function placeholdersFor(values: object, row: number): object {
  const names = Object.keys(values);
  return Object.fromEntries(names.map((name) => [name, new Parameter(name, row)]));
}
