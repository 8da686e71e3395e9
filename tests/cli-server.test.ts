import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowsNamespaces } from '../packages/gateway/tests/process/allows-namespaces.ts';
import { type CliStage, openCliStage } from './support/cli-stage.ts';
import type { Ran } from './support/run-sluice.ts';
import { testEnvironment } from './support/test-environment.ts';

const main = resolve(import.meta.dirname, '../packages/gateway/src/main.ts');

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
});
afterAll(() => stage.end());

/** Runs `sluice server …` as the user of the machine, who names the data directory and no credential. */
function server(...args: readonly string[]): Promise<Ran> {
  return stage.run(['server', ...args], { env: { SLUICE_DATA_DIR: stage.gateway.dataDir } });
}

describe('sluice server', () => {
  it('speaks over a socket of mode 0600 in a directory of mode 0700', () => {
    const { dataDir } = stage.gateway;
    expect(statSync(join(dataDir, 'admin.sock')).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });

  it('makes projects, and lists them', async () => {
    const made = await server('add-project', 'lab', '-o', 'json');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(made.stdout)).toMatchObject({ name: 'lab', users: 0 });
    const { stdout } = await server('list-projects', '-o', 'name');
    expect(stdout).toBe('default\nlab\n');
  });

  it('sets a quota of a project, at once, and gives its default back', async () => {
    const set = await server('set-quota', 'default', 'results_bytes', '5MB', '-o', 'json');
    expect(set).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(set.stdout)).toContainEqual({
      name: 'results_bytes',
      limit: 5_000_000,
      used: expect.any(Number) as number,
    });
    const shown = await stage.run(['quotas', '-o', 'table']);
    expect(shown.stdout).toMatch(/results_bytes +\S+ k?B +5\.00 MB/);
    await server('set-quota', 'default', 'results_bytes', 'default');
    const { stdout } = await server('list-quotas', 'default', '-o', 'tsv');
    expect(stdout).toMatch(/results_bytes\t\d+\t20000000000\n/);

    expect(await server('set-quota', 'default', 'toothpaste', '1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'There is no quota toothpaste; there is queued_jobs',
      ) as string,
    });
    expect(await server('set-quota', 'default', 'queued_jobs', '5MB')).toMatchObject({
      code: 1,
      stderr: 'sluice: queued_jobs takes a whole number, or none, or default.\n',
    });
    expect((await server('set-quota', 'nowhere', 'queued_jobs', '5')).stderr).toContain(
      'There is no project named nowhere.',
    );
  });

  it('lets a user in, and tells his credential once', async () => {
    const file = join(stage.directory, 'vera.json');
    const args = ['add-user', 'vera', '--project', 'default', '--role', 'viewer', '--out', file];
    const added = await server(...args);
    expect(added).toMatchObject({ code: 0, stdout: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const whoami = await stage.run(['login', '--file', file, '--profile', 'vera']);
    expect(whoami.stderr).toContain('as vera of domain sluice, viewer of project default');
    // A credential that could not be written down would be lost.
    expect((await server(...args)).code).toBe(2);
    expect((await server(...args.slice(0, -2))).stderr).toContain('a user named vera in the');
    expect((await server('set-role', 'vera', '--role', 'operator')).stdout).toContain('operator');
    expect((await server('list-users', '-o', 'name')).stdout).toBe('admin\nvera\n');
    expect((await server('remove-user', 'vera')).code).toBe(0);
    const audit = await stage.run(['audit', 'list', '-o', 'json']);
    const deeds = JSON.parse(audit.stdout) as { action: string; target: string }[];
    expect(deeds.slice(0, 3).map(({ action, target }) => [action, target])).toEqual([
      ['server remove-user', 'vera'],
      ['server set-role', 'vera: operator'],
      ['server add-user', 'vera of default: viewer'],
    ]);
    expect((await stage.run(['queues', 'list', '--profile', 'vera'])).code).toBe(4);
    expect((await server('remove-user', 'vera')).stderr).toContain('There is no user named vera');
  });

  it('replaces the first credential, also in its file', async () => {
    const file = join(stage.gateway.dataDir, 'credential.json');
    const before = readJson(file);
    const rotated = await server('rotate-key', 'admin', '--password', '-o', 'json');
    expect(rotated.code).toBe(0);
    expect(readJson(file)).toEqual(JSON.parse(rotated.stdout));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const name of ['api_key', 'access_key', 'secret_key', 'password']) {
      expect(readJson(file)[name]).not.toBe(before[name]);
    }
    expect((await stage.run(['queues', 'list'])).code).toBe(0);
    const old = { SLUICE_URL: stage.gateway.url, SLUICE_API_KEY: String(before['api_key']) };
    expect((await stage.run(['queues', 'list'], { env: old })).code).toBe(4);
    expect((await server('remove-user', 'admin')).stderr).toContain('is the last user');
  });

  it('looks whether all is well, and says what to do', async () => {
    const well = await server('doctor', '-o', 'json');
    expect([well.code, well.stderr]).toEqual([0, '']);
    const findings = JSON.parse(well.stdout) as { level: string; what: string; detail: string }[];
    expect(findings.map(({ what }) => what)).toEqual([
      'data directory',
      'node',
      'disk',
      'memory',
      'certificate',
      'clock',
      'gateway',
      'state',
      'databases',
      'batches',
      'hosts',
    ]);
    const batches = findings.find(({ what }) => what === 'batches');
    const isWhole = allowsNamespaces();
    expect(batches?.level).toBe(isWhole ? 'ok' : 'warn');
    expect(batches?.detail.includes('namespace of its own')).toBe(isWhole);
    expect(findings.filter(({ level }) => level === 'fail')).toEqual([]);
    // `npm start -- doctor` says the same.
    const env = testEnvironment({ SLUICE_DATA_DIR: stage.gateway.dataDir });
    const apart = await promisify(execFile)(process.execPath, [main, 'doctor', '--json'], { env });
    expect(JSON.parse(apart.stdout)).toContainEqual(batches);
    chmodSync(join(stage.gateway.dataDir, 'secret.key'), 0o644);
    const unwell = await server('doctor');
    chmodSync(join(stage.gateway.dataDir, 'secret.key'), 0o600);
    expect(unwell.code).toBe(1);
    expect(unwell.stdout).toMatch(/fail\tsecrets\t.*run chmod 600/);
    const nowhere = await stage.run(['server', 'doctor', '--data-dir', stage.directory]);
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toContain('"npm start -- doctor"');
  });

  it('says what it cannot do', async () => {
    expect(await server('add-project', 'default')).toMatchObject({
      code: 1,
      stderr: 'sluice: There is a project named default already.\n',
    });
    expect((await server('add-project', '-x')).code).toBe(2);
  });

  it('says where it looked when no gateway runs there', async () => {
    const dataDir = join(stage.directory, 'nowhere');
    const ran = await stage.run(['server', 'list-projects', '--data-dir', dataDir]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`${dataDir}/admin.sock: there is no such socket`);
    expect(existsSync(dataDir)).toBe(false);
    expect((await stage.run(['server', 'list-projects'])).code).toBe(2);
  });
});

function readJson(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}
