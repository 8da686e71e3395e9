import type { DuckDBConnection } from '@duckdb/node-api';
import { plainReason } from '../engine-error.ts';
import { quoteText } from '../sql/quote-text.ts';
import { withPattern } from '../sql/transfer-sql.ts';
import { withoutStatement } from './import-failure.ts';
import { RefusedError } from './refused-error.ts';

/**
 * Reads the files of an import that failed again, one by one: of most that can be wrong in parquet DuckDB says what it is,
 * and not in which file.
 * @returns a refusal that names the file; the former error where each can be read
 */
export async function findParquetFault(
  connection: DuckDBConnection,
  paths: readonly string[],
  former: unknown,
): Promise<unknown> {
  if (!isOfFile(former)) return former;
  for (const path of paths) {
    try {
      await connection.run(`SELECT max(hash(COLUMNS(*))) FROM read_parquet(${quoteText(path)})`);
    } catch (fault) {
      if (!isOfFile(fault)) return former;
      const reason = withoutStatement(plainReason(fault).replace(ofFile, ''));
      const message = `The parquet file ${withPattern(path)} is broken: ${reason}. Nothing of it was imported.`;
      return new RefusedError({ code: 'runtime', message });
    }
  }
  return former;
}

function isOfFile(cause: unknown): boolean {
  return cause instanceof Error && ofFile.test(cause.message);
}

const ofFile = /^Invalid (?:Input )?Error: /;
