/** What of a session may be temporary. */
export type TemporaryKind = 'type' | 'sequence' | 'table' | 'view' | 'index' | 'macro';

/** What a statement may have made, by the words in it: at times more than it has, and never less. */
export function kindsIn(sql: string): readonly TemporaryKind[] {
  return kinds.filter((kind) => words[kind].test(sql));
}

const words: Readonly<Record<TemporaryKind, RegExp>> = {
  type: /type/i,
  sequence: /sequence/i,
  table: /table/i,
  view: /view/i,
  index: /index/i,
  macro: /macro|function/i,
};
const kinds = Object.keys(words) as readonly TemporaryKind[];

const own = "database_name = 'temp' AND NOT internal";

/** Queries for the numbers that DuckDB gives to what is there. Each lists the whole catalog, and takes its time. */
export const numbersOf: Readonly<Record<TemporaryKind, string>> = {
  type: `SELECT type_oid AS id FROM duckdb_types() WHERE ${own}`,
  sequence: "SELECT sequence_oid AS id FROM duckdb_sequences() WHERE database_name = 'temp'",
  table: `SELECT table_oid AS id FROM duckdb_tables() WHERE ${own}`,
  view: `SELECT view_oid AS id FROM duckdb_views() WHERE ${own}`,
  index: "SELECT index_oid AS id FROM duckdb_indexes() WHERE database_name = 'temp'",
  // Overloads are rows of their own with one number: one statement has made them all.
  macro: `SELECT DISTINCT function_oid AS id, function_name AS name FROM duckdb_functions() WHERE ${own}`,
};
