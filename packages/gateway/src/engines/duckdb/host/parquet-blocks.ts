import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { joinParquet } from '../parquet/join-parquet.ts';
import type { ResultBlock } from '../result-frames.ts';
import { quoteText } from '../sql/quote-text.ts';
import { groupsAhead, selectRange } from './columnar-range.ts';
import type { ColumnarTable } from './columnar-table.ts';
import { type RangeForm, RangeWriter, type RowsReading } from './range-writer.ts';
import { bytesOfRange } from './row-widths.ts';
import { rowBlocks, type RowRange } from './row-blocks.ts';

/** Of a group of rows, before it is packed. */
const mostGroupBytes = 16 * 1_024 * 1_024;

let counter = 0;

/** How DuckDB compresses the pages inside. */
export type ParquetCodec = 'uncompressed' | 'snappy' | 'gzip';

export interface ParquetParts extends RowsReading {
  /** Where each group lies for a moment. */
  readonly directory: string;
  readonly codec: ParquetCodec;
}

/**
 * Rows of a table as one Parquet file. DuckDB writes each group of rows as a file of its own, of which nothing is left
 * but the group: so neither the memory nor the disk has more of it than what a reader has not taken yet.
 */
export function parquetBlocks(
  table: ColumnarTable,
  range: RowRange,
  parts: ParquetParts,
): AsyncGenerator<ResultBlock> {
  return joinParquet(groupFiles(table, range, parts));
}

async function* groupFiles(
  table: ColumnarTable,
  range: RowRange,
  parts: ParquetParts,
): AsyncGenerator<ResultBlock> {
  const form = parquetForm(table, parts);
  if (range.from < range.until) {
    const writers = Array.from({ length: groupsAhead }, () => new RangeWriter(parts, form));
    yield* rowBlocks(writers, range, mostGroupBytes);
    return;
  }
  const writer = new RangeWriter(parts, form);
  try {
    // A file of no rows says what its columns are.
    yield { rows: 0, bytes: await writer.write(range, 0) };
  } finally {
    writer.close();
  }
}

function parquetForm(table: ColumnarTable, { directory, codec }: ParquetParts): RangeForm {
  return {
    bytesIn: (connection, range) => bytesOfRange(connection, table.table, table.widths, range),
    write: async (connection, range) => {
      const file = join(directory, `${++counter}.parquet`);
      try {
        await connection.run(
          `COPY (${await selectRange(connection, table, range)})
          TO ${quoteText(file)} (FORMAT parquet, COMPRESSION ${codec}, USE_TMP_FILE false)`,
        );
        return await readFile(file);
      } finally {
        await rm(file, { force: true });
      }
    },
  };
}
