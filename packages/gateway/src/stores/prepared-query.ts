import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely';
import { runCompiled } from './run-compiled.ts';
import type { Tables } from './tables.ts';

/** Stands in a query for a value that comes when it is run. */
class Parameter {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
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
  // What is compiled depends on the dialect alone, of which the adapter is the mark.
  const compiled = new WeakMap<object, CompiledQuery<Row>>();
  return (database, values) => {
    const dialect = database.getExecutor().adapter.constructor;
    let query = compiled.get(dialect);
    if (!query) {
      query = build(database, placeholdersFor(values)).compile();
      compiled.set(dialect, query);
    }
    const given = values as Readonly<Record<string, unknown>>;
    const parameters = query.parameters.map((value) =>
      value instanceof Parameter ? given[value.name] : value,
    );
    return runCompiled(database, { ...query, parameters });
  };
}

function placeholdersFor<Of extends object>(values: Of): Of {
  const names = Object.keys(values);
  return Object.fromEntries(names.map((name) => [name, new Parameter(name)])) as Of;
}
