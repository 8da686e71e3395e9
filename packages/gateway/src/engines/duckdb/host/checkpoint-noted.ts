import type { DuckDBConnection } from '@duckdb/node-api';
import { isFatal } from '../engine-error.ts';
import { lakeCatalog } from '../lake-catalog.ts';
import type { CheckpointJournal } from './checkpoint-journal.ts';

/**
 * Writes the write-ahead file into the database, so that a kill at any moment leaves the one or the other. Nobody
 * may commit meanwhile.
 * @throws while a transaction that is older than the newest change of the catalog is open, or one that has written
 */
export async function checkpointNoted(
  connection: DuckDBConnection,
  journal: CheckpointJournal,
): Promise<void> {
  await note(connection, journal);
  try {
    await checkpoint(connection);
  } catch (error) {
    // Where DuckDB itself has failed, the file is as the note says once it is opened again.
    if (!isFatal(error)) journal.strike();
    throw error;
  }
  journal.strike();
}

/** Notes the file as it is, with what a checkpoint would write over. */
export async function note(
  connection: DuckDBConnection,
  journal: CheckpointJournal,
): Promise<void> {
  const reader = await connection.runAndReadAll(
    `SELECT block_id FROM pragma_metadata_info('${lakeCatalog}') WHERE free_blocks > 0`,
  );
  journal.note(reader.getRows().map(([block]) => Number(block)));
}

export async function checkpoint(connection: DuckDBConnection): Promise<void> {
  await connection.run(`CHECKPOINT ${lakeCatalog}`);
}
