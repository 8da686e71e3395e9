import { randomUUID } from 'node:crypto';
import type { Session } from '@sluice/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliStage, endlessSql, openCliStage } from './support/cli-stage.ts';

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
});
afterAll(() => stage.end());

const running = /job (\S+) is running \(Ctrl-C/;

async function openSession(): Promise<string> {
  const { stdout } = await stage.run(['sessions', 'create', '-o', 'name']);
  return stdout.trim();
}

async function closed(id: string): Promise<void> {
  expect(await stage.client.sessions.close(id)).toMatchObject({ kind: 'closed' });
}

describe('sluice sql --session', () => {
  it('finds what the statement before left behind', async () => {
    const id = await openSession();
    const made = await stage.run([
      'sql',
      '--session',
      id,
      '-c',
      'CREATE TEMP TABLE answer AS SELECT 42 AS n',
    ]);
    expect(made).toMatchObject({ code: 0, stdout: '' });
    const read = await stage.run(['sessions', 'exec', id, '-c', 'SELECT n FROM answer']);
    expect(read).toMatchObject({ code: 0, stdout: 'n\n42\n' });
    expect((await stage.run(['sql', '-c', 'SELECT n FROM answer'])).code).toBe(1);

    const { statements } = await stage.client.sessions.statements(id);
    expect(statements.map(({ statement_number }) => statement_number)).toEqual([0, 1]);
    await closed(id);
    const late = await stage.run(['sql', '--session', id, '-c', 'SELECT 1']);
    expect(late.code).toBe(1);
    expect(late.stderr).toContain(`The session ${id} is closed and takes no statement`);
  });

  it('stops the statement by Ctrl-C, and keeps the session and what is in it', async () => {
    const id = await openSession();
    await stage.run(['sql', '--session', id, '-c', 'CREATE TEMP TABLE kept AS SELECT 7 AS n']);
    const sluice = stage.start(['sql', '--session', id, '-c', endlessSql]);
    const [, jobId = ''] = await sluice.untilStderr(running);
    sluice.child.kill('SIGINT');
    const { code, stdout, stderr } = await sluice.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(/^stopping… confirmed in \d+ ms$/m);
    expect(stderr).not.toContain('The session');
    expect(await stage.client.receipt(jobId)).toMatchObject({ ending: 'cancelled' });

    const read = await stage.run(['sql', '--session', id, '-c', 'SELECT n FROM kept']);
    expect(read).toMatchObject({ code: 0, stdout: 'n\n7\n' });
    await closed(id);
  });

  it('says by Ctrl-C that the open transaction of the session went with the statement', async () => {
    const id = await openSession();
    await stage.run(['sql', '--session', id, '-c', 'BEGIN']);
    const sluice = stage.start(['sql', '--session', id, '-c', endlessSql]);
    await sluice.untilStderr(running);
    sluice.child.kill('SIGINT');
    const { code, stderr } = await sluice.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/ms\nThe session lost its open transaction, which was rolled back\.\n$/);
    await closed(id);
  });

  it.each([
    ['--queue', 'default'],
    ['--database', 'default'],
    ['--key', 'k'],
  ])('stands without %s', async (...flag) => {
    const args = ['sql', '--session', randomUUID(), ...flag, '-c', 'SELECT 1'];
    const { code, stderr } = await stage.run(args);
    expect(code).toBe(2);
    expect(stderr).toContain('--session stands without');
  });
});

describe('sluice sessions', () => {
  it('creates one with what it is given, lists it and closes it', async () => {
    const args = ['--name', 'evening', '--idle-timeout', '1h', '--key', 'mine', '-o', 'json'];
    const made = await stage.run(['sessions', 'create', ...args]);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const session = JSON.parse(made.stdout) as Session;
    const { id } = session;
    expect(session).toMatchObject({ status: 'open', name: 'evening', idle_timeout_ms: 3_600_000 });
    const again = await stage.run(['sessions', 'create', ...args.slice(0, -1), 'name']);
    expect(again.stdout).toBe(`${id}\n`);

    const listed = await stage.run(['sessions', 'list', '--status', 'open']);
    expect(listed.stdout).toMatch(new RegExp(`^${id}\\topen\\tdefault\\tadmin\\tevening\\t`, 'm'));

    const close = await stage.run(['sessions', 'close', id]);
    expect(close).toMatchObject({ code: 0, stderr: '' });
    expect(close.stdout).toMatch(
      new RegExp(`^id\\tverdict\\tstatus\\tconfirmed_ms\n${id}\\tclosed\\tclosed\\t\\d+\n$`),
    );
    const twice = await stage.run(['sessions', 'close', id, randomUUID(), '-o', 'jsonl']);
    expect(twice.code).toBe(1);
    expect(JSON.parse(twice.stdout)).toEqual({
      id,
      verdict: 'ended_otherwise',
      status: 'closed',
      confirmed_ms: null,
    });
    expect(twice.stderr).toContain(`session ${id} had ended: closed`);
    expect((await stage.run(['sessions', 'close', id])).code).toBe(5);
    expect((await stage.run(['sessions', 'close'])).code).toBe(2);
  });

  it('shows one, what happened to it, and what its close did', async () => {
    const id = await openSession();
    const got = await stage.run(['sessions', 'get', id]);
    expect(got).toMatchObject({ code: 0, stderr: '' });
    expect(got.stdout).toMatch(/^status\topen$/m);
    expect((await stage.run(['sessions', 'receipt', id])).code).toBe(1);
    const following = stage.start(['sessions', 'events', id, '--follow']);
    await closed(id);
    const { code, stdout } = await following.ended;
    expect(code).toBe(0);
    const kinds = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(kinds).toEqual(['waiting', 'starting', 'open', 'closing', 'closed']);
    const listed = await stage.run(['sessions', 'events', id, '-o', 'name']);
    expect(listed.stdout).toBe(`${kinds.join('\n')}\n`);
    const receipt = await stage.run(['sessions', 'receipt', id]);
    expect(receipt).toMatchObject({ code: 0, stderr: '' });
    expect(receipt.stdout).toMatch(/^closed by\tclose$/m);
    expect(receipt.stdout).toMatch(/^check\tcontext of session .* is gone: /m);
    expect((await stage.run(['sessions', 'get', randomUUID()])).code).toBe(1);
  });

  it('interrupts the statement that runs, and the next one runs', async () => {
    const id = await openSession();
    const endless = stage.start(['sessions', 'exec', id, '-c', endlessSql]);
    const [, jobId = ''] = await endless.untilStderr(running);
    const next = await stage.run([
      'sessions',
      'exec',
      id,
      '--async',
      '-o',
      'name',
      '-c',
      'SELECT 1',
    ]);
    const interrupted = await stage.run(['sessions', 'interrupt', id]);
    expect(interrupted).toMatchObject({ code: 0, stderr: '' });
    expect(interrupted.stdout).toContain(`${jobId}\tcancelled\tcancelled\t`);
    expect(await endless.ended).toMatchObject({ code: 1 });
    expect((await stage.client.wait(next.stdout.trim())).job.status).toBe('succeeded');

    const idle = await stage.run(['sessions', 'interrupt', id]);
    expect(idle).toMatchObject({ code: 0, stdout: '' });
    expect(idle.stderr).toBe(`no statement of session ${id} runs or waits\n`);
    await closed(id);
  });

  it('interrupts all that run and wait where that is wanted', async () => {
    const id = await openSession();
    const endless = stage.start(['sessions', 'exec', id, '-c', endlessSql]);
    await endless.untilStderr(running);
    await stage.client.sessions.submit(id, { statements: ['SELECT 1', 'SELECT 2'] });
    const interrupted = await stage.run(['sessions', 'interrupt', id, '--all']);
    expect(interrupted).toMatchObject({ code: 0, stderr: '3 jobs cancelled\n' });
    expect(interrupted.stdout.match(/\tcancelled\tcancelled\t/g)).toHaveLength(3);
    await endless.ended;
    const { statements } = await stage.client.sessions.statements(id);
    expect(statements.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(await stage.client.sessions.get(id)).toMatchObject({ status: 'open' });
    await closed(id);
  });

  it('says of a session, and of several statements, that they wait for a place', async () => {
    await stage.client.createQueue({ name: 'narrow', session_places: 1 });
    const { id } = await stage.client.sessions.create({ queue: 'narrow' });
    const waiting = /^session (\S+) is waiting \(Ctrl-C stops it\)$/m;
    const create = stage.start(['sessions', 'create', '--queue', 'narrow']);
    await create.untilStderr(waiting);
    create.child.kill('SIGINT');
    expect(await create.ended).toMatchObject({ code: 130, stdout: '' });
    const both = stage.start(['sql', '--queue', 'narrow', '-c', 'SELECT 1; SELECT 2']);
    await both.untilStderr(waiting);
    await closed(id);
    expect(await both.ended).toMatchObject({ code: 0, stdout: '1\n1\n2\n2\n' });
  });

  it('refuses a queue that is not there', async () => {
    const { code, stdout, stderr } = await stage.run(['sessions', 'create', '--queue', 'nowhere']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('There is no queue named nowhere');
  });
});
