import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStores } from '../../src/stores/sqlite/open-sqlite-stores.ts';
import { MigrationFailedError, StoreCopyError } from '../../src/stores/store-copy-error.ts';

const release = join(import.meta.dirname, '../../../../tests/releases/0.1.0.tar.gz');
const module = new URL('../../src/stores/sqlite/open-sqlite-stores.ts', import.meta.url).href;
const clock = { now: () => 0 };

describe('the SQLite state of an older release', () => {
  let home: string;
  let path: string;
  let backups: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'sluice-test-migrate-'));
    execFileSync('tar', ['-xzf', release, '-C', home]);
    path = join(home, 'data', 'state.db');
    backups = join(home, 'data', 'backups');
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it('is copied first, whole, for nobody else to read', async () => {
    const jobs = jobsIn(path);
    await (await openSqliteStores(path, clock)).close();
    const [name = ''] = readdirSync(backups);
    const copy = join(backups, name);
    expect([versionIn(copy), jobsIn(copy)]).toEqual([3, jobs]);
    expect([statSync(copy).mode & 0o777, statSync(backups).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(versionIn(path)).toBeGreaterThan(3);
    expect(jobsIn(path)).toEqual(jobs);
  });

  it('is left as it was when a migration fails, and the error names the copy', async () => {
    const connection = new BetterSqlite3(path);
    connection.exec('create table epochs (in_the_way text)');
    connection.close();
    const failed = await openSqliteStores(path, clock).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(MigrationFailedError);
    const [name = ''] = readdirSync(backups);
    expect((failed as Error).message).toContain(join(backups, name));
    expect((failed as Error).message).toContain('table "epochs" already exists');
    expect(versionIn(path)).toBe(3);
    expect(
      read(path, `select count(*) from pragma_table_info('results') where name = 'kept_since'`),
    ).toEqual([0]);
  });

  it('is not touched when it cannot be copied', async () => {
    writeFileSync(backups, 'a file in its place');
    await expect(openSqliteStores(path, clock)).rejects.toThrow(StoreCopyError);
    expect(versionIn(path)).toBe(3);
  });

  it('is not touched when the disk is full, and no half copy is left', async () => {
    // The limit makes every write past it fail as a full disk does. It counts in kibibytes.
    const limited = `trap '' XFSZ; ulimit -f 40; exec "$0" "$@"`;
    const script = `const { openSqliteStores } = await import(${JSON.stringify(module)});
      await openSqliteStores(${JSON.stringify(path)}, { now: () => 0 })
        .catch((error) => console.log(error.code + ' ' + error.message));`;
    // What is in the write-ahead file is put into the state first, so that only the copy has to grow.
    const connection = new BetterSqlite3(path);
    connection.pragma('wal_checkpoint(truncate)');
    connection.close();
    const child = ['-c', limited, process.execPath, '--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)('bash', child);
    expect(stdout).toMatch(/^store_copy .*Nothing was changed. Make about 1 MB of room/);
    expect(readdirSync(backups)).toEqual([]);
    expect(versionIn(path)).toBe(3);
  });

  it('keeps the three newest copies, and takes half ones of a killed start away', async () => {
    mkdirSync(backups);
    for (const day of ['01', '02', '03', '04']) {
      writeFileSync(join(backups, `state-v2-202001${day}T000000Z.db`), '');
    }
    writeFileSync(join(backups, 'state-v3-20200105T000000Z.db.partial'), '');
    writeFileSync(join(backups, 'notes.txt'), '');
    await (await openSqliteStores(path, clock)).close();
    expect(readdirSync(backups).toSorted()).toEqual([
      'notes.txt',
      'state-v2-20200103T000000Z.db',
      'state-v2-20200104T000000Z.db',
      expect.stringMatching(/^state-v3-/),
    ]);
  });
});

function read<T>(file: string, sql: string): T[] {
  const connection = new BetterSqlite3(file, { readonly: true });
  try {
    return connection.prepare<[], T>(sql).pluck().all();
  } finally {
    connection.close();
  }
}

const versionIn = (file: string) => read<number>(file, 'select max(number) from migrations')[0];
const jobsIn = (file: string) => read<string>(file, 'select id from jobs order by seq');
