import type { DuckDBConnection } from '@duckdb/node-api';
import type { MovedTable } from '../messages/run-order.ts';
import { findPackedFault } from './find-packed-fault.ts';
import { findParquetFault } from './find-parquet-fault.ts';
import { findRowFault } from './find-row-fault.ts';
import { nameConstraint } from './name-constraint.ts';
import type { StopSwitch } from './stop-switch.ts';

/** Where in its files the fault of an import lies that failed, as far as its error does not say it. */
export async function findImportFault(
  connection: DuckDBConnection,
  { transfer, paths }: MovedTable,
  former: unknown,
  stop: StopSwitch,
): Promise<unknown> {
  if (transfer.kind !== 'import') return former;
  const named = await nameConstraint(connection, transfer.into, former).catch(() => former);
  switch (transfer.format) {
    case 'csv':
    case 'json':
      return findRowFault(
        connection,
        transfer,
        paths,
        await findPackedFault(connection, paths, named),
        stop,
      );
    case 'parquet':
      return findParquetFault(connection, paths, named);
  }
}
