/**
 * Functions that a job may not call, by the reason. A test asks DuckDB for all its table functions and
 * fails when one is in neither list, so that an upgrade is noticed.
 */
const reasons = {
  'it changes the engine for everybody': [
    'checkpoint',
    'check_peg_parser',
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
  'it runs text that is not in the statement': [
    'json_execute_serialized_sql',
    'query',
    'query_table',
    'sql_auto_complete',
  ],
  'it reads the storage of the engine itself': [
    'duckdb_external_file_cache',
    'duckdb_extensions',
    'duckdb_log_contexts',
    'duckdb_logs',
    'duckdb_logs_parsed',
    'duckdb_secrets',
    'duckdb_table_sample',
    'duckdb_temporary_files',
    'pragma_metadata_info',
    'pragma_show',
    'pragma_storage_info',
    'pragma_table_info',
    'which_secret',
  ],
  'it takes an address in memory': ['arrow_scan', 'arrow_scan_dumb', 'seq_scan'],
  'it reads files as they are': ['read_blob', 'read_duckdb', 'read_text', 'sniff_csv'],
} as const;

/** Functions that read files: their first argument must be a plain path, or a list of paths. */
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
]);

/** Table functions that only look, or only make rows. */
export const harmlessFunctions: ReadonlySet<string> = new Set([
  'duckdb_approx_database_count',
  'duckdb_columns',
  'duckdb_connection_count',
  'duckdb_constraints',
  'duckdb_coordinate_systems',
  'duckdb_databases',
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
  'duckdb_settings',
  'duckdb_tables',
  'duckdb_types',
  'duckdb_variables',
  'duckdb_views',
  'generate_series',
  'histogram',
  'histogram_values',
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

const forbidden: ReadonlyMap<string, string> = new Map(
  Object.entries(reasons).flatMap(([reason, names]) => names.map((name) => [name, reason])),
);

/** Why a function may not be called; null when it may. */
export function whyForbidden(name: string): string | null {
  return forbidden.get(name.toLowerCase()) ?? null;
}
