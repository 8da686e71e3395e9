import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliStage, endlessSql, openCliStage } from './support/cli-stage.ts';
import { sluiceProgram } from './support/run-sluice.ts';

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
});
afterAll(() => stage.end());

const run = (sql: string, ...flags: readonly string[]) =>
  stage.run(['sql', '-q', ...flags, '-'], { input: sql });

/** Runs a line of bash that finds the program in $SLUICE. */
function shell(line: string) {
  const env = {
    ...stage.env,
    PATH: process.env['PATH'],
    NODE: process.execPath,
    SLUICE: sluiceProgram,
  };
  return promisify(execFile)('bash', ['-c', line], { cwd: stage.directory, env });
}

/** Runs a script whose first line alone is read; the last line is its exit code. */
function intoHead(sql: string, form: string) {
  const program = `"$NODE" "$SLUICE" sql -q -o ${form} -c "${sql}"`;
  return shell(`${program} | head -1; echo "\${PIPESTATUS[0]}"`);
}

async function liveSessions(): Promise<number> {
  const status = ['waiting', 'starting', 'open', 'closing'] as const;
  return (await stage.client.sessions.list({ status: [...status] })).total;
}

describe('sluice sql with several statements', () => {
  it('runs them in order in one session, and closes it', async () => {
    const script = `-- made; here
      CREATE TEMP TABLE t AS SELECT 'a;b' AS "x;y"; SET VARIABLE city = $$北京;$$;
      /* SELECT 1; /* SELECT 2; */ */ INSERT INTO t VALUES ('it''s; "so"');
      SELECT * FROM t; SELECT getvariable('city') AS city -- the end;`;
    const ran = await run(script);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe('x;y\na;b\nit\'s; "so"\ncity\n北京;\n');
    expect(await liveSessions()).toBe(0);
  });

  it('from a file and with -c, too', async () => {
    writeFileSync(join(stage.directory, 'two.sql'), 'SELECT 1 AS a;\nSELECT 2 AS b;\n');
    const [file, text] = await Promise.all([
      stage.run(['sql', '-q', '-f', 'two.sql']),
      stage.run(['sql', '-q', '-o', 'jsonl', '-c', 'SELECT 1 AS a; SELECT 2 AS b']),
    ]);
    expect(file).toMatchObject({ code: 0, stdout: 'a\n1\nb\n2\n' });
    expect(text).toMatchObject({ code: 0, stdout: '{"a":1}\n{"b":2}\n' });
  });

  it('keeps the rows of tables and of YAML apart', async () => {
    const sql = 'SELECT 1 AS a; CREATE TEMP TABLE t (i INT); SELECT 2 AS b';
    expect((await run(sql, '-o', 'table')).stdout).toBe('a\n─\n1\n\nb\n─\n2\n');
    expect((await run(sql, '-o', 'yaml')).stdout).toBe('- a: 1\n---\n- b: 2\n');
  });

  it('tags each of them, in a session of their own and in another', async () => {
    const tags = ['--tag', 'team=lake', '--tag', 'run=7'];
    const { id } = await stage.client.sessions.create();
    const script = 'SELECT 1 AS a; SELECT 2 AS b';
    expect(await run(script, ...tags)).toMatchObject({ code: 0, stdout: 'a\n1\nb\n2\n' });
    expect((await run(script, ...tags, '--session', id)).code).toBe(0);
    const exec = ['sessions', 'exec', id, '-q', ...tags, '-c', 'SELECT 3'];
    expect((await stage.run(exec)).code).toBe(0);
    const listed = await stage.run(['jobs', 'list', '-o', 'name', '--tag', 'run=7']);
    expect(listed.stdout.trimEnd().split('\n')).toHaveLength(5);
    const { statements } = await stage.client.sessions.statements(id);
    const wanted = { tags: ['team', 'run'].map((key) => expect.objectContaining({ key })) };
    expect(statements).toEqual(Array(3).fill(expect.objectContaining(wanted)));
    await stage.client.sessions.close(id);
  });

  it('is one job where there is one statement, however many semicolons it has', async () => {
    const { stdout } = await run(`SELECT ';' AS a, 1; -- that; is all\n;`, '-o', 'name');
    expect(await stage.client.get(stdout.trim())).toMatchObject({ kind: 'sql', session_id: null });
  });

  it('keeps the session of --session, with what they leave', async () => {
    const { id } = await stage.client.sessions.create();
    const made = await run('CREATE TEMP TABLE kept AS SELECT 7 AS n; SELECT 1', '--session', id);
    expect(made.code).toBe(0);
    const read = await stage.run([
      'sessions',
      'exec',
      id,
      '-q',
      '-c',
      'BEGIN; SELECT n FROM kept; COMMIT',
    ]);
    expect(read).toMatchObject({ code: 0, stdout: 'n\n7\n' });
    expect(await stage.client.sessions.get(id)).toMatchObject({ status: 'open' });
    await stage.client.sessions.close(id);
  });

  it.each([
    ['fails', 'SELECT * FROM nowhere', /^job \S+ failed \(semantic_error\): .*nowhere/],
    ['cannot be read', 'SELEC 2', /\nsluice: .*syntax error/],
  ])('stops at the first that %s, and says which', async (_what, wrong, complaint) => {
    const ran = await run(
      `CREATE TABLE IF NOT EXISTS done AS SELECT 1;\nSELECT 1 AS a;\n\n${wrong};\nDROP TABLE done;`,
    );
    expect(ran).toMatchObject({ code: 1, stdout: 'a\n1\n' });
    expect(`\n${ran.stderr}`).toMatch(new RegExp(complaint.source.replace('^', '\\n'), 's'));
    expect(ran.stderr).toContain('at statement 3 of 4, in line 4; none behind it runs');
    expect((await run('FROM done')).code).toBe(0);
    expect(await liveSessions()).toBe(0);
  });

  it('by a Ctrl-C cancels the one that runs, and runs none behind it', async () => {
    const script = `CREATE TABLE before_it AS SELECT 1;\n${endlessSql};\nCREATE TABLE behind_it AS SELECT 1`;
    const sluice = stage.start(['sql', '-c', script]);
    const [, id = ''] = await sluice.untilStderr(/job (\S+) is running \(Ctrl-C stops it/);
    sluice.child.kill('SIGINT');
    const { code, stdout, stderr } = await sluice.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(/^stopping… confirmed in \d+ ms$/m);
    expect(stderr).toContain('at statement 2 of 3, in line 2; none behind it runs');
    expect(await stage.client.get(id)).toMatchObject({ status: 'cancelled', kind: 'statement' });
    expect((await run('FROM before_it')).code).toBe(0);
    expect((await run('FROM behind_it')).code).toBe(1);
    expect(await liveSessions()).toBe(0);
  });

  it.each([
    ['SIGINT', 'tsv'],
    ['SIGTERM', 'csv'],
  ] as const)('by %s while rows are written as %s closes its session', async (signal, form) => {
    const script = 'SELECT range AS n FROM range(3000000);\nCREATE TABLE behind_rows AS SELECT 1';
    const sluice = stage.start(['sql', '-o', form, '-c', script]);
    await sluice.untilStdout(/^n\s+0\s/);
    // Nobody takes the rows: only the signal can end it.
    sluice.child.stdout?.pause();
    sluice.child.kill(signal);
    await expect.poll(liveSessions, { timeout: 20_000 }).toBe(0);
    sluice.child.stdout?.resume();
    const { code, stderr } = await sluice.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('stopped: the output is not whole');
    expect(stderr).toContain('at statement 1 of 2, in line 1; none behind it runs');
    expect((await run('FROM behind_rows')).code).toBe(1);
  });

  it('into a pipe that is closed tells what it left out, and closes its session', async () => {
    const many = 'SELECT range AS n FROM range(500000)';
    for (const form of ['csv', 'jsonl']) {
      const cut = await intoHead(`${many};\nCREATE TABLE behind_${form} AS SELECT 1`, form);
      expect(cut.stdout).toMatch(/\n1\n$/);
      expect(cut.stderr).toBe(
        'stopped: nobody reads the output any more\nat statement 1 of 2, in line 1; none behind it runs\n',
      );
      expect(await liveSessions()).toBe(0);
      expect((await run(`FROM behind_${form}`)).code).toBe(1);
    }
    const whole = await intoHead(`SELECT 1 AS n; ${many}`, 'csv');
    expect(whole).toMatchObject({ stdout: expect.stringMatching(/\n0\n$/), stderr: '' });
    expect(await liveSessions()).toBe(0);
  });

  it('onto a disk that is full tells the ids of what goes on', async () => {
    const made = await shell('"$NODE" "$SLUICE" sessions create -o name > /dev/full; echo $?');
    expect(made.stdout).toBe('1\n');
    const [, session = ''] = /To close it: sluice sessions close (\S+)\n/.exec(made.stderr) ?? [];
    expect(made.stderr).toContain('sluice: ENOSPC');
    expect((await stage.client.sessions.close(session)).kind).toBe('closed');
    const sent = await shell('"$NODE" "$SLUICE" sql --async -c "SELECT 1" > /dev/full; echo $?');
    expect(sent.stdout).toBe('1\n');
    const [, job = ''] =
      /goes on. To wait for it: sluice jobs wait (\S+)\n/.exec(sent.stderr) ?? [];
    expect((await stage.client.wait(job)).job.status).toBe('succeeded');
    const script = await shell(
      '"$NODE" "$SLUICE" sql -c "SELECT 1; SELECT 2" > /dev/full; echo $?',
    );
    expect(script.stdout).toBe('1\n');
    expect(script.stderr).toContain('at statement 1 of 2, in line 1; none behind it runs');
    expect(await liveSessions()).toBe(0);
    const help = await shell('"$NODE" "$SLUICE" --help > /dev/full; echo $?');
    expect(help).toMatchObject({ stdout: '1\n', stderr: expect.stringContaining('ENOSPC') });
  });

  it('has an import or an export end as its job did, and with 1 where its id cannot be written', async () => {
    await run("CREATE TABLE small AS SELECT 1 AS a; CREATE VIEW broken AS SELECT error('no') AS a");
    await stage.run(['files', 'put', '-', 'obs://lake/any'], { input: 'text' });
    const command = '"$NODE" "$SLUICE" tables export -q';
    const full = await shell(`${command} small obs://lake/small > /dev/full; echo $?`);
    expect(full.stdout).toBe('1\n');
    expect(full.stderr).toMatch(/^sluice: ENOSPC.*\n$/);
    const unread = await shell(`${command} broken obs://lake/no | true; echo "\${PIPESTATUS[0]}"`);
    expect(unread).toMatchObject({ stdout: '1\n', stderr: expect.stringContaining('failed') });
  });

  it('prints as CSV what many of them have, and no warning', async () => {
    const script = Array.from({ length: 14 }, (_, at) => `SELECT ${at} AS n`).join(';');
    const ran = await run(script, '-o', 'csv');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout.match(/n\r\n\d+\r\n/g)).toHaveLength(14);
  });

  it.each([
    [['--param', 'a=1'], '--param can only go with one statement: the text has 2'],
    [['--async', '--key', 'k'], '--async and --key can only go with one statement'],
    [['--timeout', '5s'], '--timeout can only go with one statement, or with --session'],
    [['--download', 'a.csv'], '--download can only go with one statement: the text has 2'],
    [['--detach-on-interrupt'], '--detach-on-interrupt can only go with one statement'],
  ])('refuses %j', async (flags, complaint) => {
    const ran = await run('SELECT $a; SELECT 2', ...flags);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(complaint);
  });
});

describe('the split of a text', () => {
  it('says where each statement begins, of any text', async () => {
    const { client } = stage;
    expect(await client.split({ sql: '\n SELECT 1;;\n\nSELEC $$;$$ ;' })).toEqual([
      { sql: 'SELECT 1', line: 2 },
      { sql: 'SELEC $$;$$', line: 4 },
    ]);
    expect(await client.split({ sql: '-- nothing' })).toEqual([]);
    expect(await client.split({ sql: "SELECT 'open; SELECT 2" })).toHaveLength(1);
    await expect(client.split({ sql: 'SELECT 1', queue: 'nowhere' })).rejects.toMatchObject({
      code: 'no_queue',
    });
    const many = client.split({ sql: 'SELECT 1;'.repeat(10_001) });
    await expect(many).rejects.toMatchObject({ code: 'invalid_request', status: 400 });
  });
});
