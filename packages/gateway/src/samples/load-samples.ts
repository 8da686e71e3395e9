import { existsSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type SampleTable, sampleTables } from './sample-tables.ts';

/** How many tables were made by this call, and how many rows they have. */
export interface LoadedSamples {
  readonly tables: number;
  readonly rows: number;
}

/**
 * Makes the tables of the schema `samples` that are not there yet, all or none; a new database file
 * appears only when it has them all. It reads files, which the instance that runs users' SQL cannot:
 * so it is done before that one opens the database file, in a process of its own (`node
 * load-samples.ts FILE VERSION` prints what was loaded as one line of JSON).
 */
export async function loadSamples(
  databaseFile: string,
  storageVersion: string,
): Promise<LoadedSamples> {
  if (existsSync(databaseFile)) return loadInto(databaseFile, storageVersion);
  const aside = `${databaseFile}.new`;
  removeDatabase(aside);
  try {
    const loaded = await loadInto(aside, storageVersion);
    renameSync(aside, databaseFile);
    return loaded;
  } finally {
    removeDatabase(aside);
  }
}

function removeDatabase(file: string): void {
  for (const part of [file, `${file}.wal`]) rmSync(part, { force: true });
}

async function loadInto(databaseFile: string, storageVersion: string): Promise<LoadedSamples> {
  const instance = await DuckDBInstance.create(databaseFile, {
    storage_compatibility_version: storageVersion,
  });
  const connection = await instance.connect();
  try {
    await connection.run('BEGIN');
    await connection.run('CREATE SCHEMA IF NOT EXISTS samples');
    const there = await tablesThere(connection);
    const missing = sampleTables.filter(({ table }) => !there.has(table));
    let rows = 0;
    for (const sample of missing) rows += await loadTable(connection, sample);
    await connection.run('COMMIT');
    await connection.run('CHECKPOINT');
    return { tables: missing.length, rows };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function tablesThere(connection: DuckDBConnection): Promise<Set<unknown>> {
  const reader = await connection.runAndReadAll(
    "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'samples'",
  );
  return new Set(reader.getRows().flat());
}

async function loadTable(connection: DuckDBConnection, sample: SampleTable): Promise<number> {
  const { table, file, sql, comment } = sample;
  await connection.run('SET VARIABLE file = $1', [pathOf(file)]);
  await connection.run(`CREATE TABLE samples.${table} AS ${sql}`);
  await connection.run(`COMMENT ON TABLE samples.${table} IS '${comment.replaceAll("'", "''")}'`);
  const reader = await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM samples.${table}`);
  return Number(reader.getRows()[0]?.[0]);
}

/** The package's entry lies beside its directory of data. */
function pathOf(file: string): string {
  return fileURLToPath(new URL(`../data/${file}`, import.meta.resolve('vega-datasets')));
}

if (import.meta.main) {
  const [databaseFile, storageVersion] = process.argv.slice(2);
  if (databaseFile === undefined || storageVersion === undefined) {
    throw new TypeError('usage: node load-samples.ts DATABASE_FILE STORAGE_VERSION');
  }
  try {
    process.stdout.write(`${JSON.stringify(await loadSamples(databaseFile, storageVersion))}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
