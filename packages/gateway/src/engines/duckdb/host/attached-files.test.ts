import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AttachedFiles } from './attached-files.ts';
import { runOn } from './run-on.ts';

describe('a file that is attached', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-test-attached-'));
  const file = join(directory, 'rows.duckdb');
  let instance: DuckDBInstance;
  let files: AttachedFiles;
  beforeAll(async () => {
    const writer = await DuckDBInstance.create(file);
    await runOn(writer, 'CREATE TABLE rows AS SELECT 42 AS i');
    writer.closeSync();
    instance = await DuckDBInstance.create(':memory:');
    files = new AttachedFiles(instance);
  });
  afterAll(() => {
    instance.closeSync();
    rmSync(directory, { recursive: true });
  });

  async function read(alias: string): Promise<unknown> {
    const connection = await instance.connect();
    try {
      return (await connection.runAndReadAll(`FROM ${alias}.rows`)).value(0, 0);
    } finally {
      connection.closeSync();
    }
  }

  it('stays for who comes as another one leaves', async () => {
    await files.attach(file);
    const leaving = files.detach(file);
    const alias = await files.attach(file);
    await leaving;
    expect(await read(alias)).toBe(42);
    await files.detach(file);
  });

  it('stays for who comes while another one is on his way out, and for who comes first', async () => {
    await files.attach(file);
    const coming = files.attach(file);
    const leaving = files.detach(file);
    expect(await read(await coming)).toBe(42);
    await leaving;
    expect(await read(await coming)).toBe(42);
    await files.detach(file);
  });

  it('is there once, however many read it, and for none of them after the last has left', async () => {
    const aliases = await Promise.all([files.attach(file), files.attach(file)]);
    expect(new Set(aliases).size).toBe(1);
    await Promise.all([files.detach(file), files.detach(file)]);
    await expect(read(aliases[0])).rejects.toThrow('does not exist');
  });
});
