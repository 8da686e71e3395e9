import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliStage, openCliStage } from './support/cli-stage.ts';
import { openStallingProxy } from './support/stalling-proxy.ts';

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
});
afterAll(() => stage.end());

const at = (name: string) => join(stage.directory, name);
const left = () => readdirSync(stage.directory).filter((name) => name.endsWith('.sluice-part'));

async function query(sql: string) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  return (await connection.runAndReadAll(sql)).getRowsJson();
}

it('writes all rows of a statement into a file of the form that its ending says', async () => {
  const sql = `SELECT i AS "数", 'row ' || i AS s FROM range(5000) t(i)`;
  const parquet = await stage.run(['sql', '-c', sql, '--download', 'rows.parquet']);
  expect(parquet).toMatchObject({ code: 0, stdout: '' });
  expect(parquet.stderr).toMatch(/^rows\.parquet: [\d.]+ kB$/mu);
  const sums = `SELECT count(*)::INTEGER, sum("数")::INTEGER, max(s) FROM '${at('rows.parquet')}'`;
  expect(await query(sums)).toEqual([[5_000, 12_497_500, 'row 999']]);

  expect((await stage.run(['sql', '-c', sql, '--download', 'rows.arrows'])).code).toBe(0);
  const arrow = readFileSync(at('rows.arrows'));
  expect(arrow.includes('数') && arrow.includes('row 4999')).toBe(true);
  // The mark of its end (Arrow IPC streaming format).
  expect(arrow.subarray(-8).toString('hex')).toBe('ffffffff00000000');

  const quiet = await stage.run(['sql', '-q', '-c', sql, '--download', 'rows.csv']);
  expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(readFileSync(at('rows.csv'), 'utf8')).toMatch(
    /^数,s\r\n0,row 0\r\n[^]*\r\n4999,row 4999\r\n$/u,
  );
  const limited = ['--download', 'rows.NDJSON', '--limit', '2'];
  expect((await stage.run(['sql', '-c', sql, ...limited])).code).toBe(0);
  expect(readFileSync(at('rows.NDJSON'), 'utf8')).toBe(
    '{"数":0,"s":"row 0"}\n{"数":1,"s":"row 1"}\n',
  );
  expect(left()).toEqual([]);
});

it('writes the rows of a job again, from any row on, and to standard output', async () => {
  const sql = 'SELECT i FROM range(5000) t(i)';
  const { stdout: id } = await stage.run(['sql', '--async', '-o', 'name', '-c', sql]);
  await stage.run(['jobs', 'wait', id.trim()]);
  writeFileSync(at('kept'), 'what was there before');
  const again = ['jobs', 'result', id.trim(), '--format', 'parquet', '--download'];
  expect((await stage.run([...again, 'kept', '--offset', '4000'])).code).toBe(0);
  const range = `SELECT min(i)::INTEGER, max(i)::INTEGER FROM read_parquet('${at('kept')}')`;
  expect(await query(range)).toEqual([[4_000, 4_999]]);
  const piped = await stage.run([...again, '-']);
  expect(piped).toMatchObject({ code: 0, stderr: '' });
  expect(piped.stdout).toMatch(/^PAR1[^]*PAR1$/u);
});

it('leaves nothing where there is nothing to write', async () => {
  for (const [sql, complaint] of [
    ["SELECT error('no')", 'no'],
    ['CREATE TABLE no_rows (i INTEGER)', '--format csv or --format jsonl takes it'],
  ] as const) {
    const ran = await stage.run(['sql', '-c', sql, '--download', 'nothing.parquet']);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining(complaint) });
  }
  expect([existsSync(at('nothing.parquet')), left()]).toEqual([false, []]);
});

it('submits nothing where the file could not be written', async () => {
  mkdirSync(at('taken.csv'));
  writeFileSync(at('plain'), '');
  symlinkSync('/dev/null', at('device.csv'));
  symlinkSync('nothing.csv', at('dangling.csv'));
  const { total } = await stage.client.list({ limit: 1 });
  for (const [target, complaint] of [
    ['no/where.csv', `there is no directory ${at('no')}; make it first: mkdir -p ${at('no')}`],
    ['plain/rows.csv', `${at('plain')} is no directory`],
    ['taken.csv', 'it is a directory; name a file in it'],
    ['/dev/null', 'it is no plain file; - is standard output'],
    ['device.csv', 'it is no plain file; - is standard output'],
    ['dangling.csv', 'it is a link to a file that is not there'],
    ['/proc/rows.csv', 'its directory takes no files'],
    [`${'x'.repeat(300)}.csv`, 'its name is too long'],
  ] as const) {
    for (const command of [
      ['sql', '-c', 'SELECT 1'],
      ['jobs', 'result', 'x'],
    ]) {
      const ran = await stage.run([...command, '--format', 'csv', '--download', target]);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toBe(`sluice: cannot write ${target}: ${complaint}\n`);
    }
  }
  expect([(await stage.client.list({ limit: 1 })).total, left()]).toEqual([total, []]);
});

it('does not replace a file that may not be written', async () => {
  writeFileSync(at('fixed.csv'), 'fixed', { mode: 0o444 });
  const ran = await stage.run(['sql', '-c', 'SELECT 1', '--download', 'fixed.csv']);
  const stderr = 'sluice: cannot write fixed.csv: the file there can only be read\n';
  expect(ran).toMatchObject({ code: 2, stdout: '', stderr });
  expect([readFileSync(at('fixed.csv'), 'utf8'), left()]).toEqual(['fixed', []]);
});

it('replaces what a link points to, keeps its mode, and takes the longest name', async () => {
  const longest = `${'x'.repeat(250)}.csv`;
  writeFileSync(at(longest), 'old');
  chmodSync(at(longest), 0o602);
  symlinkSync(longest, at('link.csv'));
  const ran = await stage.run(['sql', '-c', 'SELECT 1 AS i', '--download', 'link.csv']);
  expect(ran).toMatchObject({ code: 0, stdout: '' });
  expect(lstatSync(at('link.csv')).isSymbolicLink()).toBe(true);
  expect(readlinkSync(at('link.csv'))).toBe(longest);
  expect(readFileSync(at(longest), 'utf8')).toBe('i\r\n1\r\n');
  expect((statSync(at(longest)).mode & 0o777).toString(8)).toBe('602');
});

it('keeps apart what two write to one place, and a file that has such a name', async () => {
  const sql = 'SELECT i FROM range(3000000) t(i)';
  const { stdout: id } = await stage.run(['sql', '--async', '-o', 'name', '-c', sql]);
  await stage.run(['jobs', 'wait', id.trim()]);
  writeFileSync(at('both.csv.sluice-part'), 'of the user');
  await using proxy = await openStallingProxy(stage.gateway.url);
  const env = { SLUICE_URL: proxy.url, SLUICE_API_KEY: stage.gateway.credential.api_key };
  const first = stage.start(['jobs', 'result', id.trim(), '--download', 'both.csv'], { env });
  await proxy.stalled;
  await expect.poll(left, { timeout: 60_000 }).toHaveLength(2);
  const second = await stage.run(['sql', '-c', 'SELECT 1 AS i', '--download', 'both.csv']);
  expect(second.code).toBe(0);
  expect(left()).toHaveLength(2);
  first.child.kill('SIGINT');
  expect((await first.ended).code).toBe(130);
  expect(readFileSync(at('both.csv'), 'utf8')).toBe('i\r\n1\r\n');
  expect(left()).toEqual(['both.csv.sluice-part']);
  expect(readFileSync(at('both.csv.sluice-part'), 'utf8')).toBe('of the user');
  rmSync(at('both.csv.sluice-part'));
});

it.each([
  ['is cut off', 'cut', 1, 'sluice: '],
  ['is stopped by Ctrl-C', 'SIGINT', 130, 'stopped: old.csv was not written'],
  ['is stopped by SIGTERM', 'SIGTERM', 130, 'stopped: old.csv was not written'],
] as const)(
  'keeps the file that was there, and nothing else, when it %s',
  async (_how, event, code, said) => {
    const sql = 'SELECT i FROM range(3000000) t(i)';
    const { stdout: id } = await stage.run(['sql', '--async', '-o', 'name', '-c', sql]);
    await stage.run(['jobs', 'wait', id.trim()]);
    writeFileSync(at('old.csv'), 'old');
    await using proxy = await openStallingProxy(stage.gateway.url);
    const env = { SLUICE_URL: proxy.url, SLUICE_API_KEY: stage.gateway.credential.api_key };
    const args = ['jobs', 'result', id.trim(), '--download', 'old.csv'];
    const sluice = stage.start(args, { env });
    const answer = await proxy.stalled;
    await expect.poll(left, { timeout: 60_000 }).toHaveLength(1);
    if (event === 'cut') answer.destroy();
    else sluice.child.kill(event);
    const ran = await sluice.ended;
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(said);
    expect([readFileSync(at('old.csv'), 'utf8'), left()]).toEqual(['old', []]);
  },
);

it.each([
  [['--download', 'rows'], 'says no form'],
  [['--download', '-'], 'says no form'],
  [['--download', 'rows.csv', '-o', 'csv'], 'without -o'],
  [['--format', 'csv'], 'goes with --download'],
  [['--download', 'rows.csv', '--async'], 'waits for the rows'],
  [['--download', 'rows.csv', '--format', 'xml'], 'xml'],
])('%j is no command', async (flags, complaint) => {
  const ran = await stage.run(['sql', '-c', 'SELECT 1', ...flags]);
  expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining(complaint) });
});

it('is for one statement', async () => {
  const ran = await stage.run(['sql', '-c', 'SELECT 1; SELECT 2', '--download', 'two.csv']);
  expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('--download') });
  expect(existsSync(at('two.csv'))).toBe(false);
});
