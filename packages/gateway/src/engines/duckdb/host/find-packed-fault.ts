import type { DuckDBConnection } from '@duckdb/node-api';
import { plainReason } from '../engine-error.ts';
import { quoteText } from '../sql/quote-text.ts';
import { withPattern } from '../sql/transfer-sql.ts';
import { brokenPacked } from './demand-whole-packed.ts';
import { packingOf } from './packing.ts';

/**
 * Which packed file of an import cannot be unpacked: DuckDB says only why.
 * @returns a refusal that names it; the former error where it is another
 */
export async function findPackedFault(
  connection: DuckDBConnection,
  paths: readonly string[],
  former: unknown,
): Promise<unknown> {
  if (!(former instanceof Error) || !former.message.startsWith(ofFile)) return former;
  for (const path of paths) {
    const packing = packingOf(path);
    if (packing === null) continue;
    const fault = await connection.run(readLines(path)).then(
      () => null,
      (cause) => plainReason(cause),
    );
    if (fault === plainReason(former)) {
      return brokenPacked(packing, withPattern(path), fault.slice(ofFile.length));
    }
  }
  return former;
}

const ofFile = 'IO Error: ';

function readLines(path: string): string {
  return `SELECT count(line) FROM read_csv(${quoteText(path)}, columns = {'line': 'VARCHAR'},
    auto_detect = false, header = false, delim = '', quote = '', escape = '', ignore_errors = true)`;
}
