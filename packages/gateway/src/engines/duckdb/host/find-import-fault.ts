import type { DuckDBConnection } from '@duckdb/node-api';
import type { MovedTable } from '../host-messages.ts';
import { findJsonFault } from './find-json-fault.ts';
import { findParquetFault } from './find-parquet-fault.ts';

/** Where in its files the fault of an import lies that failed, as far as its error does not say it. */
export async function findImportFault(
  connection: DuckDBConnection,
  { transfer, paths }: MovedTable,
  former: unknown,
): Promise<unknown> {
  if (transfer.kind !== 'import') return former;
  switch (transfer.format) {
    case 'csv':
      return former;
    case 'json':
      return findJsonFault(connection, transfer, paths, former);
    case 'parquet':
      return findParquetFault(connection, paths, former);
  }
}
