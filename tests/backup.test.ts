import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SluiceClient } from '@sluice/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../packages/gateway/src/backup/manifest.ts';
import { numbersIn } from '../packages/gateway/tests/support/numbers-in.ts';
import { type Ran, runSluice, startSluice } from './support/run-sluice.ts';
import { startGateway, type StartedGateway } from './support/start-gateway.ts';

const restoreMain = resolve(import.meta.dirname, '../packages/gateway/src/restore-main.ts');
const scan = 'SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3';
const env = { SLUICE_SAMPLES: 'off', SLUICE_DRAIN_MS: '0' };
/** How many write at once. */
const writers = 4;
/** Results that are too large for the state. */
const large = 'SELECT i, i * 2 AS twice FROM range(20000) t(i)';

let home: string;
let gateway: StartedGateway;
let client: SluiceClient;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'sluice-test-backup-'));
  gateway = await startGateway({ dataDir: join(home, 'data'), env });
  client = clientOf(gateway);
  await client.createQueue({ name: 'narrow', slots: 1 });
  await run('CREATE TABLE t (n INTEGER)');
});
afterAll(async () => {
  await gateway.stop();
  rmSync(home, { recursive: true });
});

function clientOf({ url, credential }: StartedGateway): SluiceClient {
  return new SluiceClient({ url, apiKey: credential.api_key });
}

async function run(sql: string, key?: string): Promise<string> {
  const { id } = await client.submit({ sql, ...(key !== undefined && { key }) });
  await client.wait(id, { timeoutMs: 60_000 });
  return id;
}

function backUp(name: string): Promise<Ran> {
  const args = ['server', 'backup', join(home, name), '-o', 'json'];
  return runSluice(args, { env: { SLUICE_DATA_DIR: gateway.dataDir } });
}

function restore(name: string, into: string): Promise<Ran> {
  const args = ['server', 'restore', join(home, name)];
  return runSluice(args, { cwd: home, env: { SLUICE_DATA_DIR: join(home, into) } });
}

async function rowsOf(of: SluiceClient, sql: string): Promise<number[]> {
  const { id } = await of.submit({ sql });
  await of.wait(id, { timeoutMs: 60_000 });
  const rows = await Array.fromAsync((await of.result(id)).rows);
  return rows.map((row) => Number(row[0]));
}

/** Writers that insert one number each, until they are told to stop. */
function writeOn() {
  let next = 0;
  let written = 0;
  const waiting: { readonly until: number; readonly resolve: () => void }[] = [];
  const over = new AbortController();
  const write = async () => {
    while (!over.signal.aborted) {
      const n = next++;
      await run(`INSERT INTO t VALUES (${n})`, `n${n}`);
      written += 1;
      for (const { until, resolve } of waiting) if (written >= until) resolve();
    }
  };
  const writing = Array.from({ length: writers }, write);
  return {
    /** Returns when so many more are written. */
    more: (wanted: number): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ until: written + wanted, resolve });
      return promise;
    },
    stop: async () => {
      over.abort();
      await Promise.all(writing);
    },
  };
}

describe('a backup while work goes on, restored', () => {
  let restored: StartedGateway;
  let after: SluiceClient;
  let said: string;
  const jobs: Record<string, string> = {};

  beforeAll(async () => {
    jobs['large'] = await run(large);
    jobs['export'] = await run("COPY (SELECT 1 AS i) TO 'one.csv'");
    jobs['running'] = (await client.submit({ sql: scan, queue: 'narrow' })).id;
    while ((await client.get(jobs['running'])).status !== 'running') await pause(10);
    const queued = { sql: 'INSERT INTO t VALUES (-1)', queue: 'narrow' };
    jobs['queued'] = (await client.submit(queued)).id;
    const load = writeOn();
    await load.more(2 * writers);
    done(await backUp('good'));
    await load.more(2 * writers);
    await load.stop();

    said = done(await restore('good', 'again'));
    restored = await startGateway({ dataDir: join(home, 'again'), env });
    after = clientOf(restored);
  });
  afterAll(async () => {
    await restored?.stop();
    await client.cancel(jobs['running'] ?? '');
  });

  it('is told of, and for nobody else to read', () => {
    expect(said).toMatch(/restored .*again as it was at .*; \d+ jobs that were live are lost/);
    expect(statSync(join(home, 'good')).mode & 0o777).toBe(0o700);
    expect(statSync(join(home, 'good', 'state.db')).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'again')).mode & 0o777).toBe(0o700);
  });

  it('has each write with its job, and no other', async () => {
    const known = new Map<number, string>();
    for (let n = 0; n - known.size < writers; n++) {
      const job = await after.getByKey(`n${n}`).catch(() => null);
      if (!job) continue;
      const ended = await after.wait(job.id, { timeoutMs: 60_000 });
      known.set(n, ended.job.status);
    }
    const rows = await rowsOf(after, 'SELECT n FROM t WHERE n >= 0');
    const inserted = new Set(rows);
    expect(inserted.size).toBe(rows.length);
    expect(known.size).toBeGreaterThan(0);
    // What was submitted after the moment of the backup is not in it, neither job nor row.
    expect(rows.filter((n) => !known.has(n))).toEqual([]);
    const ended = [...known].filter(([, status]) => status !== 'lost');
    expect(ended.filter(([n, status]) => status !== 'succeeded' || !inserted.has(n))).toEqual([]);
  });

  it('has results, exports and the credential', async () => {
    const result = await after.result(jobs['large'] ?? '');
    expect(await Array.fromAsync(result.rows)).toHaveLength(20_000);
    expect(await rowsOf(after, "SELECT i FROM 'one.csv'")).toEqual([1]);
    expect(restored.credential.api_key).toBe(gateway.credential.api_key);
  });

  it('ends what was live as lost, and runs what waited', async () => {
    const lost = await after.get(jobs['running'] ?? '');
    expect(lost).toMatchObject({ status: 'lost', error: { code: 'engine_error' } });
    expect(lost.error?.message).toContain('when the backup was made');
    const queued = await after.wait(jobs['queued'] ?? '', { timeoutMs: 60_000 });
    expect(queued.job.status).toBe('succeeded');
    expect(await rowsOf(after, 'SELECT n FROM t WHERE n < 0')).toEqual([-1]);
  });

  it('gives no number twice, and says that its history is another one', async () => {
    const { id } = await after.submit({ sql: 'SELECT 1' });
    await after.wait(id, { timeoutMs: 60_000 });
    const [old, now] = [numbersIn(gateway.dataDir), numbersIn(restored.dataDir)];
    for (const name of ['job', 'event', 'lease'] as const) {
      expect(now[name]).toBeGreaterThan(2 ** 40);
      expect(old[name]).toBeLessThan(2 ** 40);
    }
    // One that has given no number since then stands where it begins.
    expect(now.lowestCounter).toBeGreaterThanOrEqual(2 ** 40);
    expect(old.lowestCounter).toBeLessThan(2 ** 40);
    // Livy's clients hold it in 32 bits.
    expect(now.session).toBeGreaterThan(old.session + 1_000_000);
    expect(now.session).toBeLessThan(2 ** 31);
    expect(now.epochs).toHaveLength(2);
    expect(now.epochs[0]).toBe(old.epochs[0]);
  });
});

describe('a backup that is not whole', () => {
  beforeAll(async () => {
    done(await backUp('whole'));
  });

  it('is refused when a file was changed', async () => {
    const directory = copyOfWhole('changed');
    appendFileSync(join(directory, 'state.db'), 'x');
    expect(await refusalOf('changed')).toMatch(
      /state\.db is not as it was when the backup was made/,
    );
  });

  it('is refused when a file is missing, or was added', async () => {
    unlinkSync(join(copyOfWhole('missing'), 'secret.key'));
    expect(await refusalOf('missing')).toMatch(/secret\.key is missing in the backup/);
    writeFileSync(join(copyOfWhole('added'), 'extra.txt'), '');
    expect(await refusalOf('added')).toMatch(/extra\.txt was not there when the backup was made/);
  });

  it.each([
    ['a link', (path: string) => symlinkSync('/etc/hostname', path)],
    ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
  ])('is refused when %s was added, or is in the place of a file', async (what, make) => {
    const name = what.replace(' ', '-');
    make(join(copyOfWhole(name), 'extra'));
    expect(await refusalOf(name)).toBe(
      'sluice: cannot restore: extra is neither a file nor a directory, and was not there when the ' +
        'backup was made\n',
    );
    for (const file of ['state.db', 'manifest.json']) {
      const directory = copyOfWhole(`${name}-${file}`);
      unlinkSync(join(directory, file));
      make(join(directory, file));
      expect(await refusalOf(`${name}-${file}`)).toMatch(/^sluice: cannot restore: [^\n]*\n$/);
    }
  });

  it.each([
    ['no state', 'state.db', null, /is damaged: it has no state\.db/],
    ['an empty state', 'state.db', '', /is damaged: it has no state\.db/],
    ['no key', 'secret.key', null, /is damaged: it has no secret\.key/],
    ['junk for a state', 'state.db', 'junk'.repeat(999), /state\.db of the backup is damaged/],
  ])('is refused with %s, also where its manifest says so', async (what, file, text, words) => {
    const name = what.replaceAll(' ', '-');
    const directory = copyOfWhole(name);
    const manifest = manifestOf(name);
    const files = manifest.files.filter(({ path }) => path !== file);
    unlinkSync(join(directory, file));
    if (text !== null) {
      writeFileSync(join(directory, file), text);
      const sha256 = createHash('sha256').update(text).digest('hex');
      files.push({ path: file, bytes: text.length, sha256 });
    }
    writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ ...manifest, files }));
    const refusal = await refusalOf(name);
    expect(refusal).toMatch(words);
    expect(refusal).toMatch(/^sluice: cannot restore: [^\n]*\n$/);
  });

  it('is refused when it names places outside of itself', async () => {
    const path = join(copyOfWhole('outside'), 'manifest.json');
    const file = { path: '../outside.txt', bytes: 0, sha256: '0'.repeat(64) };
    writeFileSync(path, JSON.stringify({ ...manifestOf('whole'), files: [file] }));
    expect(await refusalOf('outside')).toMatch(/damaged, or of a newer Sluice/);
  });

  it('is refused when a newer Sluice has made it', async () => {
    const path = join(copyOfWhole('newer'), 'manifest.json');
    const manifest = { ...manifestOf('whole'), data_version: 9, sluice: '7.0.0' };
    writeFileSync(path, JSON.stringify(manifest));
    expect(await refusalOf('newer')).toMatch(/made by Sluice 7\.0\.0 \(version 9/);
  });

  it('is refused where a data directory is already, also one that is in use', async () => {
    expect(await restore('whole', 'data')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a restore replaces nothing') as string,
    });
  });

  it('is refused in the backup itself, which would be none any more', async () => {
    for (const into of ['whole/data', 'whole/deep/er/data']) {
      expect(await restore('whole', into)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(
          'lies in the backup itself: name a place beside it',
        ) as string,
      });
    }
    expect(existsSync(join(home, 'whole/deep'))).toBe(false);
  });

  it('is restored into the empty directory that a link names', async () => {
    mkdirSync(join(home, 'elsewhere'));
    symlinkSync(join(home, 'elsewhere'), join(home, 'linked'));
    expect(await restore('whole', 'linked')).toMatchObject({ code: 0 });
    expect(existsSync(join(home, 'elsewhere/state.db'))).toBe(true);
  });

  it('replaces nothing, and is made beside the data directory only', async () => {
    mkdirSync(join(home, 'taken'));
    for (const [name, reason] of [
      ['taken', /A backup replaces nothing/],
      ['data/within', /lies in the data directory itself/],
      ['nowhere/deep', /There is no directory/],
    ] as const) {
      expect(await backUp(name)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(reason) as string,
      });
    }
  });
});

it('a gateway that is killed while it makes a backup leaves none that restores', async () => {
  const dataDir = join(home, 'killed');
  const victim = await startGateway({ dataDir, env });
  const of = clientOf(victim);
  const { id } = await of.submit({ sql: 'CREATE TABLE big AS SELECT i FROM range(3000000) t(i)' });
  await of.wait(id, { timeoutMs: 60_000 });
  const asking = startSluice(['server', 'backup', join(home, 'half')], {
    env: { SLUICE_DATA_DIR: dataDir },
  });
  while (!readdirSync(home).some(isPartial)) await pause(1);
  process.kill(victim.pid, 'SIGKILL');
  expect((await asking.ended).code).toBe(1);
  await victim.stop();

  expect(existsSync(join(home, 'half'))).toBe(false);
  const partial = readdirSync(home).find(isPartial) ?? '';
  expect((await restore(partial, 'from-half')).stderr).toContain('it has no manifest.json');

  // The next gateway makes it anew, and takes away what was left.
  const next = await startGateway({ dataDir, env });
  expect(existsSync(join(dataDir, 'backups', 'staging'))).toBe(false);
  const again = await runSluice(['server', 'backup', join(home, 'half')], {
    env: { SLUICE_DATA_DIR: dataDir },
  });
  expect(again).toMatchObject({ code: 0 });
  expect(readdirSync(home).filter(isPartial)).toEqual([]);
  expect(await restore('half', 'from-whole')).toMatchObject({ code: 0 });
  await next.stop();
});

it('a restore that is killed leaves no data directory, and the next one takes its remains away', async () => {
  done(await backUp('heavy'));
  // Takes no room here, and long to copy.
  const file = { path: 'projects/x/bucket/large', bytes: 0, sha256: '0'.repeat(64) };
  const manifest = manifestOf('heavy');
  mkdirSync(join(home, 'heavy', 'projects/x/bucket'), { recursive: true });
  writeFileSync(join(home, 'heavy', file.path), '');
  truncateSync(join(home, 'heavy', file.path), 2 * 2 ** 30);
  const files = [...manifest.files, file];
  writeFileSync(join(home, 'heavy', 'manifest.json'), JSON.stringify({ ...manifest, files }));
  mkdirSync(join(home, 'target'));
  const child = spawn(process.execPath, [restoreMain, join(home, 'heavy')], {
    cwd: home,
    env: { SLUICE_DATA_DIR: join(home, 'target') },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  const partial = () => readdirSync(home).find((name) => name.startsWith('.target.'));
  while (!existsSync(join(home, partial() ?? '', file.path))) await pause(1);
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(readdirSync(join(home, 'target'))).toEqual([]);
  expect(partial()).toBeDefined();

  writeFileSync(join(home, 'heavy', 'manifest.json'), JSON.stringify(manifest));
  rmSync(join(home, 'heavy', file.path));
  done(await restore('heavy', 'target'));
  expect(partial()).toBeUndefined();
  expect(existsSync(join(home, 'target', 'state.db'))).toBe(true);
});

it('a gateway that is stopped while it makes a backup does not wait for it, and leaves nothing (I9)', async () => {
  const dataDir = join(home, 'stopped');
  const victim = await startGateway({ dataDir, env });
  const { id } = await clientOf(victim).submit({ sql: 'CREATE TABLE t AS SELECT 1 AS i' });
  await clientOf(victim).wait(id, { timeoutMs: 60_000 });
  // Takes no room here, and long to copy.
  const bucket = join('projects', victim.projectId, 'bucket');
  writeFileSync(join(dataDir, bucket, 'large'), '');
  truncateSync(join(dataDir, bucket, 'large'), 4 * 2 ** 30);
  const asking = startSluice(['server', 'backup', join(home, 'broken')], {
    env: { SLUICE_DATA_DIR: dataDir },
  });
  const partial = () => readdirSync(home).find((name) => name.startsWith('.broken.'));
  while (!existsSync(join(home, partial() ?? '', bucket, 'large'))) await pause(1);
  expect(await victim.stop()).toBe(0);
  expect(await asking.ended).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('No backup was made: the gateway is stopping') as string,
  });
  expect([existsSync(join(home, 'broken')), partial()]).toEqual([false, undefined]);
});

function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(join(home, name, 'manifest.json'), 'utf8')) as Manifest;
}

function copyOfWhole(name: string): string {
  cpSync(join(home, 'whole'), join(home, name), { recursive: true });
  return join(home, name);
}

/** @returns why; it leaves nothing behind */
async function refusalOf(name: string): Promise<string> {
  const { code, stderr } = await restore(name, `${name}-restored`);
  const left = readdirSync(home).filter(
    (entry) => entry === `${name}-restored` || entry.endsWith('.partial'),
  );
  if (code !== 1 || left.length > 0) throw new Error(`exit code ${String(code)}: ${left.join()}`);
  return stderr;
}

function isPartial(name: string): boolean {
  return name.startsWith('.half.');
}

/** @throws where the command did not do it */
function done({ code, stdout, stderr }: Ran): string {
  if (code !== 0 || stderr !== '') throw new Error(`exit code ${String(code)}: ${stderr}`);
  return stdout;
}
