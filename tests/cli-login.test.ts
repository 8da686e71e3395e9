import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliStage, openCliStage } from './support/cli-stage.ts';
import { runSluice } from './support/run-sluice.ts';

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
});
afterAll(() => stage.end());

/** The environment of a user with an empty home of his own. */
function newUser(name: string): { cwd: string; env: NodeJS.ProcessEnv; profiles: string } {
  const cwd = join(stage.directory, name);
  mkdirSync(cwd);
  return { cwd, env: { HOME: cwd }, profiles: join(cwd, '.config', 'sluice', 'profiles.json') };
}

describe('sluice login', () => {
  it('keeps the key of a file for the commands to come', async () => {
    const user = newUser('with-file');
    const file = join(stage.gateway.dataDir, 'credential.json');
    const { code, stdout, stderr } = await runSluice(['login', '--file', file], user);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(`logged in to ${stage.gateway.url} as admin of domain sluice, admin`);
    expect(stderr).not.toContain(stage.gateway.credential.api_key);
    expect(statSync(user.profiles).mode & 0o777).toBe(0o600);

    expect((await runSluice(['sql', '-c', 'SELECT 1 AS one'], user)).stdout).toBe('one\n1\n');
  });

  it('keeps a key from standard input under a name', async () => {
    const user = newUser('with-stdin');
    const input = `${stage.gateway.credential.api_key}\n`;
    const args = ['login', '--url', stage.gateway.url, '--api-key-stdin', '--profile', 'work'];
    expect((await runSluice(args, { ...user, input })).code).toBe(0);
    expect((await runSluice(['queues', 'list', '--profile', 'work'], user)).code).toBe(0);
    expect((await runSluice(['queues', 'list'], user)).code).toBe(4);
  });

  it('is listed without its key, and forgotten by a logout', async () => {
    const user = newUser('to-forget');
    const file = join(stage.gateway.dataDir, 'credential.json');
    for (const name of ['work', 'home']) {
      await runSluice(['login', '--file', file, '--profile', name, '--queue', 'default'], user);
    }
    const { url, project_id } = stage.gateway.credential;
    const listed = await runSluice(['profiles', 'list', '-o', 'json'], user);
    expect(JSON.parse(listed.stdout)).toEqual(
      ['home', 'work'].map((name) => ({ name, url, project_id, queue: 'default' })),
    );
    const gone = await runSluice(['logout', '--profile', 'work'], user);
    expect(gone).toMatchObject({ code: 0, stdout: '' });
    expect(gone.stderr).toContain('forgot profile work');
    expect(statSync(user.profiles).mode & 0o777).toBe(0o600);
    const names = await runSluice(['profiles', 'list', '-o', 'name'], user);
    expect(names.stdout).toBe('home\n');
    expect((await runSluice(['logout', '--profile', 'work'], user)).code).toBe(4);
  });

  it('keeps no key that the gateway does not know', async () => {
    const user = newUser('with-bad-key');
    const args = ['login', '--url', stage.gateway.url, '--api-key-stdin'];
    const { code, stderr } = await runSluice(args, { ...user, input: 'no-such-key' });
    expect(code).toBe(4);
    expect(stderr).toMatch(/^sluice: /);
    expect(stderr).not.toContain('no-such-key');
    expect(existsSync(user.profiles)).toBe(false);
  });

  it.each([
    ['nothing', []],
    ['two keys', ['--file', 'x.json', '--api-key-stdin']],
    ['a key without a URL', ['--api-key-stdin']],
  ])('refuses %s', async (_what, args) => {
    expect((await stage.run(['login', ...args])).code).toBe(2);
  });
});

describe('a credential', () => {
  it('is found in the directory above, as npm start has written it', async () => {
    const user = newUser('checkout');
    const below = join(user.cwd, 'docs', 'deep');
    mkdirSync(below, { recursive: true });
    mkdirSync(join(user.cwd, '.sluice'));
    writeFileSync(
      join(user.cwd, '.sluice', 'credential.json'),
      readFileSync(join(stage.gateway.dataDir, 'credential.json')),
    );
    const ran = await runSluice(['sql', '-c', 'SELECT 1 AS one'], { env: user.env, cwd: below });
    expect(ran).toMatchObject({ code: 0, stdout: 'one\n1\n' });
  });

  it('is missed with 4 and a line that says what to do', async () => {
    const { code, stdout, stderr } = await runSluice(['jobs', 'list'], newUser('nobody'));
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(/^sluice: no credential found: .*npm start.*sluice login/);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('that is refused ends with 4 and says where it was', async () => {
    const env = { SLUICE_URL: stage.gateway.url, SLUICE_API_KEY: 'no-such-key' };
    const { code, stdout, stderr } = await stage.run(['jobs', 'list'], { env });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('The credential comes from SLUICE_URL');
    expect(stderr).not.toContain('no-such-key');
  });
});

describe('a gateway', () => {
  it('that is not there is named in one line', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('there is no port');
    server.close();
    await once(server, 'close');
    const url = `http://127.0.0.1:${address.port}`;

    for (const args of [
      ['sql', '-c', 'SELECT 1'],
      ['jobs', 'list'],
      ['jobs', 'wait', 'x'],
    ]) {
      const env = { SLUICE_URL: url, SLUICE_API_KEY: 'key' };
      const { code, stdout, stderr } = await stage.run(args, { env });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toBe(
        `sluice: cannot reach ${url}: nothing listens there (connection refused); start it with "npm start"\n`,
      );
    }
  });
});

describe('sluice', () => {
  it('tells its version, and its commands', async () => {
    const version = await stage.run(['--version']);
    expect(version).toMatchObject({ code: 0, stderr: '' });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = await stage.run(['--help']);
    expect(help.code).toBe(0);
    for (const word of ['sql', 'jobs', 'queues', 'login']) expect(help.stdout).toContain(word);
  });

  it('ends with 2 for a command that it does not know, and guesses', async () => {
    const { code, stdout, stderr } = await stage.run(['jbos', 'list']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^sluice: .*jbos.*did you mean `jobs`/);
  });
});

const queueOf = async (stdout: string) => (await stage.client.get(stdout.trim())).queue;
const logIn = (user: ReturnType<typeof newUser>, ...flags: readonly string[]) =>
  runSluice(['login', '--file', join(stage.gateway.dataDir, 'credential.json'), ...flags], user);

describe('a profile', () => {
  const submit = ['sql', '--async', '-o', 'name', '-c', 'SELECT 1'];
  it('has a queue, before which come SLUICE_QUEUE and --queue', async () => {
    for (const name of ['of_profile', 'of_environment', 'of_flag']) {
      await stage.client.createQueue({ name });
    }
    const user = newUser('with-queue');
    expect((await logIn(user, '--queue', 'Of_Profile')).code).toBe(0);
    expect(await queueOf((await runSluice(submit, user)).stdout)).toBe('of_profile');
    const script = ['sql', '-q', '-c', 'SELECT 1; SELECT 2'];
    expect(await runSluice(script, user)).toMatchObject({ code: 0, stdout: '1\n1\n2\n2\n' });
    const { sessions } = await stage.client.sessions.list({ queue: 'of_profile' });
    expect(sessions).toHaveLength(1);
    const env = { ...user.env, SLUICE_QUEUE: 'of_environment' };
    const byEnvironment = await runSluice(submit, { ...user, env });
    expect(await queueOf(byEnvironment.stdout)).toBe('of_environment');
    const byFlag = await runSluice([...submit, '--queue', 'of_flag'], { ...user, env });
    expect(await queueOf(byFlag.stdout)).toBe('of_flag');
  });

  it('is not made for a queue or a project that the key has not', async () => {
    const user = newUser('with-wrong-queue');
    const noQueue = await logIn(user, '--queue', 'nowhere');
    expect(noQueue).toMatchObject({ code: 2, stdout: '' });
    expect(noQueue.stderr).toContain('there is no queue nowhere in the project');
    const noProject = await logIn(user, '--project', 'other');
    expect(noProject).toMatchObject({ code: 4, stdout: '' });
    expect(noProject.stderr).toMatch(/the key speaks for the project \w+ \(.*\), not for other/);
    expect(existsSync(user.profiles)).toBe(false);
    const { project } = await stage.client.whoami();
    expect((await logIn(user, '--project', project)).code).toBe(0);
  });

  it('is used for its project alone', async () => {
    const user = newUser('with-other-project');
    await logIn(user);
    const { project_id: projectId } = await stage.client.whoami();
    const kept = readFileSync(user.profiles, 'utf8');
    expect(kept).toContain(projectId);
    writeFileSync(user.profiles, kept.replaceAll(projectId, '0'.repeat(32)));
    const refused = await runSluice(['queues', 'list'], user);
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toMatch(/^sluice: .*project/);
  });

  it('is not used from a file that others can read', async () => {
    const user = newUser('with-open-file');
    await logIn(user);
    chmodSync(user.profiles, 0o640);
    const refused = await runSluice(['queues', 'list'], user);
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toContain('has the mode 0640');
    expect(refused.stderr).not.toContain(stage.gateway.credential.api_key);
    await logIn(user, '--profile', 'another');
    expect((await runSluice(['queues', 'list'], user)).code).toBe(0);
  });
});
