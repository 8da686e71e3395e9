import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectInMemory, queryChunks, queryLines } from '../types/query-in-memory.ts';
import { ResultFiles } from './result-files.ts';

describe('a file of a result', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-test-results-'));
  let connection: DuckDBConnection;
  let files: ResultFiles;
  beforeAll(async () => {
    connection = await connectInMemory();
    files = await ResultFiles.open({
      databaseFile: join(directory, 'lake.duckdb'),
      bucketDir: directory,
      uploadsDir: join(directory, 'uploads'),
      spillDir: directory,
      socketPath: join(directory, 'host.sock'),
      memoryBytes: 256e6,
      temporaryBytes: null,
      threads: 1,
      instance: 'results',
      orphanMs: 1_000,
    });
  });
  afterAll(() => {
    connection.closeSync();
    rmSync(directory, { recursive: true });
  });

  // A row of ZSTD is read by unpacking all before it: each range would read the others again.
  it('has long texts in a form of which a range can be read by itself', async () => {
    const { types, chunks } = await queryChunks(
      connection,
      "SELECT repeat('x', 100_000), [repeat('y', 100_000)] FROM range(100)",
    );
    const file = join(directory, `${randomUUID()}.duckdb`);
    const share = { note: () => {}, end: () => {} };
    await files.write(file, types, chunks, share, async () => null);
    await connection.run(`ATTACH '${file}' AS written (READ_ONLY)`);
    const packed = await queryLines(
      connection,
      `SELECT DISTINCT compression FROM pragma_storage_info('written.main.result')
      WHERE segment_type = 'VARCHAR'`,
    );
    expect(packed).toEqual(['["Uncompressed"]']);
  });
});
