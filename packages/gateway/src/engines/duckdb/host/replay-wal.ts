import { DuckDBInstance } from '@duckdb/node-api';
import { sizeOfFile } from '../size-of-file.ts';
import { quoteText } from '../sql/quote-text.ts';
import { lakeCatalog } from '../lake-catalog.ts';
import type { CheckpointJournal } from './checkpoint-journal.ts';
import { checkpointNoted } from './checkpoint-noted.ts';

/**
 * Brings what a killed host had committed from the write-ahead file into the database. DuckDB 1.5.6
 * binds expressions while it replays (an ALTER … USING, a column beside a DEFAULT that calls a
 * function), and an instance that is opened on the file itself has no default database to bind them
 * in: it fails, and the database stays shut. Attached to an instance that has one, it is read whole.
 * @param options of the instance: its limits, and where it may spill
 */
export async function replayWal(
  databaseFile: string,
  journal: CheckpointJournal,
  options: Readonly<Record<string, string>>,
): Promise<void> {
  if (sizeOfFile(`${databaseFile}.wal`) === 0) return;
  const instance = await DuckDBInstance.create(':memory:', { ...options });
  try {
    const connection = await instance.connect();
    await connection.run(`ATTACH ${quoteText(databaseFile)} AS ${lakeCatalog}`);
    await checkpointNoted(connection, journal);
    // Gives the file's lock back, which closing the instance alone may do later.
    await connection.run(`DETACH ${lakeCatalog}`);
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}
