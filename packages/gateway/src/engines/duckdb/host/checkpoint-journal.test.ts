import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CheckpointJournal } from './checkpoint-journal.ts';
import { recoverCheckpoint } from './recover-checkpoint.ts';
import { checkpointNoted } from './checkpoint-noted.ts';

const blockBytes = 262_144;
const threshold = { checkpoint_threshold: '1000TB' };

let directory: string;
let file: string;
let journal: CheckpointJournal;
let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-journal-'));
  file = join(directory, 'lake.duckdb');
  journal = new CheckpointJournal(file);
  instance = await DuckDBInstance.create(file, threshold);
  connection = await instance.connect();
  await connection.run('CREATE TABLE kept AS SELECT range AS i FROM range(1000)');
  await checkpointNoted(connection, journal);
  await connection.run('INSERT INTO kept VALUES (1000)');
});

afterEach(() => {
  connection.closeSync();
  instance.closeSync();
  rmSync(directory, { recursive: true });
});

/** What a kill at this moment would leave. */
function killed(): string {
  const copy = join(directory, 'killed.duckdb');
  for (const end of ['', '.wal', '.journal', '.journal.aside']) {
    rmSync(copy + end, { force: true });
    if (existsSync(file + end)) copyFileSync(file + end, copy + end);
  }
  return copy;
}

async function rowsIn(
  database: string,
  sql = 'SELECT count(*), max(i) FROM kept',
): Promise<unknown> {
  recoverCheckpoint(database);
  const opened = await DuckDBInstance.create(database, threshold);
  try {
    const reading = await opened.connect();
    const rows = (await reading.runAndReadAll(sql)).getRowsJson();
    reading.closeSync();
    return rows[0];
  } finally {
    opened.closeSync();
  }
}

async function catalogBlocks(): Promise<number[]> {
  const reader = await connection.runAndReadAll(
    'SELECT block_id FROM pragma_metadata_info() WHERE free_blocks > 0',
  );
  return reader.getRows().map(([block]) => Number(block));
}

/** As a kill in the middle of a write does. */
function tear(database: string, blocks: readonly number[]): void {
  const file = openSync(database, 'r+');
  for (const block of blocks) {
    writeSync(
      file,
      Buffer.alloc(blockBytes / 2, 7),
      0,
      blockBytes / 2,
      3 * 4_096 + block * blockBytes,
    );
  }
  closeSync(file);
}

it('a database whose catalog was torn by a checkpoint comes back with all that was committed', async () => {
  const blocks = await catalogBlocks();
  expect(blocks).not.toEqual([]);
  const unnoted = killed();
  tear(unnoted, blocks);
  await expect(rowsIn(unnoted)).rejects.toThrow('Corrupt database file');

  journal.note(blocks);
  const noted = killed();
  tear(noted, blocks);
  expect(await rowsIn(noted)).toEqual(['1001', '1000']);
  expect(existsSync(`${noted}.journal`)).toBe(false);
});

it('what came to the write-ahead file behind the note is taken back', async () => {
  journal.note(await catalogBlocks());
  await connection.run('INSERT INTO kept VALUES (2000)');
  expect(await rowsIn(killed())).toEqual(['1001', '1000']);
});

it('a checkpoint that is whole is believed, and its write-ahead file goes unread', async () => {
  await connection.run('CREATE SCHEMA s');
  await checkpointNoted(connection, journal);
  await connection.run("CREATE TYPE s.t AS ENUM ('a')");
  await connection.run('DROP SCHEMA s CASCADE');
  journal.note(await catalogBlocks());
  const wal = readFileSync(`${file}.wal`);
  await connection.run('CHECKPOINT');
  const copy = killed();
  writeFileSync(`${copy}.wal`, wal);
  expect(await rowsIn(copy)).toEqual(['1001', '1000']);
});

it('a note that was not written whole, or was struck, is not followed', async () => {
  await checkpointNoted(connection, journal);
  await connection.run('INSERT INTO kept VALUES (3000)');
  const copy = killed();
  writeFileSync(`${copy}.journal.aside`, '{"walBytes":0,"bl');
  expect(await rowsIn(copy)).toEqual(['1002', '3000']);
});

it('a note that is too short is no note', async () => {
  journal.note(await catalogBlocks());
  const copy = killed();
  truncateSync(`${copy}.journal`, 28_672);
  expect(await rowsIn(copy)).toEqual(['1001', '1000']);
  expect(existsSync(`${copy}.journal`)).toBe(false);
});

it('a write-ahead file that DuckDB has cut since is not made longer', async () => {
  appendFileSync(`${file}.wal`, 'a half of an entry');
  journal.note(await catalogBlocks());
  const copy = killed();
  truncateSync(`${copy}.wal`, statSync(`${copy}.wal`).size - 'a half of an entry'.length);
  expect(await rowsIn(copy)).toEqual(['1001', '1000']);
});

it.each([0, 4_096, 8_192])('a database of which %d bytes were made is made anew', async (bytes) => {
  const half = join(directory, 'half.duckdb');
  writeFileSync(half, readFileSync(file).subarray(0, bytes));
  expect(await rowsIn(half, 'SELECT 1')).toEqual([1]);
});

it('a database that somebody has open is left alone', async () => {
  journal.note(await catalogBlocks());
  expect(() => recoverCheckpoint(file)).toThrow(`(PID ${process.pid})`);
  expect(existsSync(`${file}.journal`)).toBe(true);
  journal.strike();
});
