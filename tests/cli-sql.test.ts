import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliStage, endlessSql, openCliStage } from './support/cli-stage.ts';
import { sluiceProgram } from './support/run-sluice.ts';

const largest = '170141183460469231731687303715884105727';
const mixed = `SELECT ${largest}::HUGEINT AS big, '北京' AS city, NULL::VARCHAR AS nothing,
  '' AS empty, 'a"b,c' AS quoted, 'tab' || chr(9) || 'end' AS tab, 1.50::DECIMAL(4,2) AS price`;

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
});
afterAll(() => stage.end());

describe('sluice sql writes', () => {
  it('TSV into a pipe', async () => {
    // Quiet: on a busy machine it may say that the statement runs.
    expect(await stage.run(['sql', '-q', '-c', mixed])).toEqual({
      code: 0,
      signal: null,
      stdout:
        'big\tcity\tnothing\tempty\tquoted\ttab\tprice\n' +
        `${largest}\t北京\t\t\ta"b,c\ttab\\tend\t1.50\n`,
      stderr: '',
    });
  });

  it('CSV that tells NULL from empty text', async () => {
    const { stdout } = await stage.run(['sql', '-o', 'csv', '-c', mixed]);
    expect(stdout).toBe(
      'big,city,nothing,empty,quoted,tab,price\r\n' +
        `${largest},北京,,"","a""b,c",tab\tend,1.50\r\n`,
    );
  });

  it('JSON with every digit', async () => {
    const row =
      `{"big":${largest},"city":"北京","nothing":null,"empty":"","quoted":"a\\"b,c",` +
      '"tab":"tab\\tend","price":"1.50"}';
    const json = await stage.run(['sql', '-o', 'json', '-c', mixed]);
    const lines = await stage.run(['sql', '-o', 'jsonl', '-c', mixed]);
    expect(json.stdout).toBe(`[\n${row}\n]\n`);
    expect(lines.stdout).toBe(`${row}\n`);
  });

  it('YAML that an older parser reads the same', async () => {
    const sql = `SELECT ${largest}::HUGEINT AS big, '北京' AS city, 'yes' AS word, '2026-01-01' AS day, NULL AS nothing`;
    const { stdout } = await stage.run(['sql', '-o', 'yaml', '-c', sql]);
    expect(stdout).toBe(
      `- big: ${largest}\n  city: 北京\n  word: "yes"\n  day: "2026-01-01"\n  nothing: null\n`,
    );
    const empty = await stage.run(['sql', '-o', 'yaml', '-c', 'SELECT 1 AS a WHERE false']);
    expect(empty.stdout).toBe('[]\n');
  });

  it('doubles as doubles in every form, with the sign of zero', async () => {
    const sql = "SELECT 10::DOUBLE AS a, '-0'::DOUBLE AS b, 1e20::DOUBLE AS c, 1e300::DOUBLE AS d";
    const forms = ['csv', 'tsv', 'jsonl'].map((form) => stage.run(['sql', '-o', form, '-c', sql]));
    const [csv, tsv, jsonl] = (await Promise.all(forms)).map(({ stdout }) => stdout);
    const [a, b, c, d] = ['10.0', '-0.0', '100000000000000000000.0', '1e+300'];
    expect(csv).toBe(`a,b,c,d\r\n${a},${b},${c},${d}\r\n`);
    expect(tsv).toBe(`a\tb\tc\td\n${a}\t${b}\t${c}\t${d}\n`);
    expect(jsonl).toBe(`{"a":${a},"b":${b},"c":${c},"d":${d}}\n`);
  });

  it('a table when it is wanted, plain in a pipe', async () => {
    const sql = `SELECT * FROM (VALUES ('北京', 12), ('Rome', NULL)) AS t(city, flights)`;
    const { stdout } = await stage.run(['sql', '-o', 'table', '-c', sql]);
    expect(stdout).toBe(
      ['city  flights', '────  ───────', '北京       12', 'Rome     NULL', ''].join('\n'),
    );
  });

  it('and 1 for what nobody may run, without a word of the credential', async () => {
    const { code, stderr } = await stage.run(['sql', '-c', "ATTACH 'x.db'"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^sluice: /);
    expect(stderr).not.toContain('credential comes from');
  });

  it('both of two columns with one name', async () => {
    const { stdout } = await stage.run(['sql', '-o', 'jsonl', '-c', 'SELECT 1 AS "2", 3 AS "2"']);
    expect(stdout).toBe('{"2":1,"2_1":3}\n');
  });

  it('nothing for a statement without rows', async () => {
    const made = await stage.run(['sql', '-c', 'CREATE TABLE made AS SELECT 1 AS a']);
    expect(made).toMatchObject({ code: 0, stdout: '' });
    const read = await stage.run(['sql', '-c', 'SELECT a FROM made']);
    expect(read.stdout).toBe('a\n1\n');
  });
});

describe('sluice sql says what it leaves out', () => {
  const sql = 'SELECT range AS n FROM range(3000)';

  it('of a table, which has 1,000 rows at most', async () => {
    const { stdout, stderr } = await stage.run(['sql', '-q', '-o', 'table', '-c', sql]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1_002);
    expect(stderr).toMatch(/^1,000 rows of 3,000 in all: .*sluice jobs result \S+ -o csv/);
  });

  it.each(['csv', 'tsv', 'jsonl'])('of %s with a limit', async (format) => {
    const { stdout, stderr } = await stage.run(['sql', '-o', format, '--limit', '5', '-c', sql]);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/4/);
    expect(stderr).toContain('5 rows of 3,000 in all');
  });

  it.each([
    ['csv', 3_001],
    ['tsv', 3_001],
    ['jsonl', 3_000],
  ])('nothing of %s without one', async (format, lines) => {
    const { stdout, stderr } = await stage.run(['sql', '-q', '-o', format, '-c', sql]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(lines);
    expect(stderr).toBe('');
  });
});

describe('sluice sql reads its statement', () => {
  it('from a file, and from standard input', async () => {
    writeFileSync(join(stage.directory, 'q.sql'), '\uFEFF-- a comment\nSELECT 7 AS seven;\n');
    const ways = [
      stage.run(['sql', '-f', 'q.sql']),
      stage.run(['sql', '-'], { input: 'SELECT 7 AS seven' }),
      stage.run(['sql'], { input: 'SELECT 7 AS seven' }),
    ];
    for (const { stdout } of await Promise.all(ways)) expect(stdout).toBe('seven\n7\n');
  });

  it.each([
    ['two statements', ['-c', 'SELECT 1', '-f', 'q.sql'], /give one of/],
    ['a file that is not there', ['-f', 'nowhere.sql'], /nowhere\.sql: there is no such file\n$/],
    ['a directory', ['-f', '.'], /cannot read .*: it is a directory\n$/],
    ['a statement without a flag', ['SELECT 1'], /-c TEXT/],
    ['an empty text', ['-c', ''], /there is no statement: -c is empty/],
    ['a text of blanks', ['-c', ' \n'], /there is no statement: -c is empty/],
    ['an empty input', [], /there is no statement: standard input is empty/],
    ['an empty file', ['-f', 'empty.sql'], /there is no statement: .*empty\.sql is empty/],
    ['a wrong limit', ['-c', 'SELECT 1', '--limit', '0'], /--limit.*1 or more/],
    ['a wrong duration', ['-c', 'SELECT 1', '--timeout', 'soon'], /--timeout.*500ms/],
    ['a wait of no wait', ['-c', 'SELECT 1', '--async', '--timeout', '5s'], /--async does not/],
    ['an unknown form', ['-c', 'SELECT 1', '-o', 'xml'], /^sluice: --output: Expected "xml"/],
    ['an unknown flag', ['-c', 'SELECT 1', '--fast'], /fast/],
  ])('and refuses %s', async (_what, args, message) => {
    writeFileSync(join(stage.directory, 'empty.sql'), '\uFEFF\n');
    const { code, stdout, stderr } = await stage.run(['sql', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('and refuses what is not UTF-8', async () => {
    const input = Buffer.from([0x53, 0xff, 0xfe]);
    const { code, stderr } = await stage.run(['sql', '-'], { input });
    expect(code).toBe(2);
    expect(stderr).toContain('standard input is not UTF-8');
  });
});

describe('sluice sql ends', () => {
  it('with 1 when the statement cannot be parsed', async () => {
    const { code, stdout, stderr } = await stage.run(['sql', '-c', 'SELEC 1']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^sluice: /);
  });

  it('with 1 when the statement fails', async () => {
    const { code, stdout, stderr } = await stage.run(['sql', '-c', 'SELECT * FROM nowhere']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^job \S+ failed \(semantic_error\): .*nowhere/);
  });

  it('with 1 when somebody else cancels the job, and says who', async () => {
    const sluice = stage.start(['sql', '-c', endlessSql]);
    const [, id = ''] = await sluice.untilStderr(/job (\S+) is running/);
    await stage.client.cancel(id);
    const { code, stdout, stderr } = await sluice.ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`job ${id} was cancelled by admin`);
  });

  it('with 3 when its time is over, and the job goes on', async () => {
    const args = ['sql', '--timeout', '300ms', '-c', endlessSql];
    const { code, stderr } = await stage.run(args);
    expect(code).toBe(3);
    const [, id = ''] = /sluice jobs wait (\S+)/.exec(stderr) ?? [];
    expect((await stage.client.get(id)).ended_at).toBeNull();
    expect((await stage.client.cancel(id)).kind).toBe('cancelled');
  });

  it('with 0 and in silence when its reader has seen enough', async () => {
    const sql = 'SELECT range AS n FROM range(500000)';
    for (const format of ['csv', 'tsv']) {
      const command = `"$NODE" "$SLUICE" sql -q -o ${format} -c "${sql}" | head -1; echo "\${PIPESTATUS[0]}"`;
      const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], {
        cwd: stage.directory,
        env: {
          ...stage.env,
          PATH: process.env['PATH'],
          NODE: process.execPath,
          SLUICE: sluiceProgram,
        },
      });
      expect({ stdout: stdout.split(/\r?\n/), stderr }).toEqual({
        stdout: ['n', '0', ''],
        stderr: '',
      });
    }
  });
});

describe('sluice sql', () => {
  it('submits without waiting, and prints the id alone', async () => {
    const sql = 'SELECT 42 AS answer';
    const args = ['sql', '--async', '-o', 'name', '--tag', 'team=lake', '-c', sql];
    const { code, stdout } = await stage.run(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[0-9a-f-]{36}\n$/);
    const { job } = await stage.client.wait(stdout.trim());
    expect(job).toMatchObject({ status: 'succeeded', tags: [{ key: 'team', value: 'lake' }] });
  });

  it('runs one job for one key', async () => {
    const args = ['sql', '-o', 'name', '--key', 'nightly-1', '-c', 'SELECT 1 AS one'];
    const first = await stage.run(args);
    const second = await stage.run(args);
    expect(first.code).toBe(0);
    expect(second).toEqual(first);
  });

  it('keeps its memory flat while nobody takes the rows', async () => {
    const sql = "SELECT range AS n, repeat('x', 4000) AS filler FROM range(100000)";
    const sluice = spawn(process.execPath, [sluiceProgram, 'sql', '-o', 'csv', '-c', sql], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...stage.env, PATH: process.env['PATH'] },
    });
    try {
      // The first of 400 MB are there, and nobody takes more than the pipe does by itself.
      await once(sluice.stdout, 'readable');
      expect(await settledPeakMb(sluice.pid ?? 0)).toBeLessThan(300);
    } finally {
      sluice.kill('SIGKILL');
    }
  });
});

/** The most memory that a process has had, in MB, once that no longer grows. */
async function settledPeakMb(pid: number): Promise<number> {
  for (let before = -1; ;) {
    const [, kilobytes = ''] =
      /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    const peak = Number(kilobytes);
    if (peak === before) return peak / 1_024;
    before = peak;
    await setTimeout(500);
  }
}
