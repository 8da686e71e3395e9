/**
 * Functions that no statement may call, each with the reason. `function-rules.test.ts` asks DuckDB
 * for all that it has: one that stands in no list here fails it.
 */
export const forbiddenFunctions: ReadonlyMap<string, string> = reasons([
  [
    'it takes SQL as text, which cannot be checked. Write the SQL itself',
    ['query', 'json_execute_serialized_sql', 'json_serialize_plan', 'check_peg_parser'],
  ],
  [
    'it changes the engine for all jobs of the project',
    [
      'checkpoint',
      'disable_logging',
      'disable_peg_parser',
      'disable_profiling',
      'enable_logging',
      'enable_peg_parser',
      'enable_profiling',
      'force_checkpoint',
      'truncate_duckdb_logs',
      'write_log',
    ],
  ],
  [
    "it shows the server's own files, or what other jobs did",
    [
      'current_query',
      'current_setting',
      'duckdb_databases',
      'duckdb_extensions',
      'duckdb_external_file_cache',
      'duckdb_log_contexts',
      'duckdb_logs',
      'duckdb_logs_parsed',
      'duckdb_secrets',
      'duckdb_settings',
      'duckdb_table_sample',
      'duckdb_temporary_files',
      'pragma_metadata_info',
      'pragma_storage_info',
      'sql_auto_complete',
      'which_secret',
    ],
  ],
  [
    'it reads files as they are. Use read_csv, read_json or read_parquet',
    ['read_blob', 'read_duckdb', 'read_text'],
  ],
  ['it is for programs that hold DuckDB inside', ['arrow_scan', 'arrow_scan_dumb', 'seq_scan']],
]);

/** Views of DuckDB's own that show what those functions show, without a call. */
export const hiddenViews: ReadonlySet<string> = new Set([
  'duckdb_databases',
  'duckdb_logs',
  'pg_settings',
  'pragma_database_list',
]);

/** These read files. Which, must be written out, so that it can be checked. */
export const fileFunctions: ReadonlySet<string> = new Set([
  'glob',
  'parquet_bloom_probe',
  'parquet_file_metadata',
  'parquet_full_metadata',
  'parquet_kv_metadata',
  'parquet_metadata',
  'parquet_scan',
  'parquet_schema',
  'read_csv',
  'read_csv_auto',
  'read_json',
  'read_json_auto',
  'read_json_objects',
  'read_json_objects_auto',
  'read_ndjson',
  'read_ndjson_auto',
  'read_ndjson_objects',
  'read_parquet',
  'sniff_csv',
]);

/** These read a table that they are given as text. It must be written out, for the same reason. */
export const tableNameFunctions: ReadonlySet<string> = new Set([
  'histogram',
  'histogram_values',
  'pragma_show',
  'pragma_table_info',
  'query_table',
]);

/** The other table functions: they compute, or show what is the project's own. */
export const allowedTableFunctions: ReadonlySet<string> = new Set([
  'duckdb_approx_database_count',
  'duckdb_columns',
  'duckdb_connection_count',
  'duckdb_constraints',
  'duckdb_coordinate_systems',
  'duckdb_dependencies',
  'duckdb_functions',
  'duckdb_indexes',
  'duckdb_keywords',
  'duckdb_memory',
  'duckdb_optimizers',
  'duckdb_prepared_statements',
  'duckdb_profiling_settings',
  'duckdb_schemas',
  'duckdb_secret_types',
  'duckdb_sequences',
  'duckdb_tables',
  'duckdb_types',
  'duckdb_variables',
  'duckdb_views',
  'generate_series',
  'icu_calendar_names',
  'json_each',
  'json_tree',
  'pg_timezone_names',
  'pragma_collations',
  'pragma_database_size',
  'pragma_platform',
  'pragma_user_agent',
  'pragma_version',
  'range',
  'repeat',
  'repeat_row',
  'summary',
  'test_all_types',
  'test_vector_types',
  'unnest',
]);

function reasons(
  groups: readonly (readonly [why: string, names: readonly string[]])[],
): ReadonlyMap<string, string> {
  return new Map(groups.flatMap(([why, names]) => names.map((name) => [name, why] as const)));
}
