/**
 * The format of a project's new database file, whatever the engine's default becomes. A file keeps the
 * format that it was made with: those of 0.1.0 (DuckDB's `v1.0.0+`) are opened and written as they are.
 */
export const lakeStorageVersion = 'v1.5.0';
