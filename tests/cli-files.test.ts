import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type CliStage, openCliStage } from './support/cli-stage.ts';
import { listenLocally } from './support/listen-locally.ts';
import { openStallingProxy } from './support/stalling-proxy.ts';

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
});
afterAll(() => stage.end());

it('puts a file, which SQL reads, lists it, fetches it and removes it', async () => {
  writeFileSync(join(stage.directory, 'a.csv'), 'i\n1\n2\n');
  const put = await stage.run(['files', 'put', 'a.csv', 'obs://lake/in/a.csv']);
  expect(put).toMatchObject({ code: 0, stdout: '', stderr: 'obs://lake/in/a.csv: 6 B\n' });

  const sum = await stage.run(['sql', '-q', '-c', "SELECT sum(i) AS s FROM 'lake/in/a.csv'"]);
  expect(sum.stdout).toBe('s\n3\n');
  const copy = "COPY (SELECT 42 AS x) TO 'lake/in/b.csv'";
  expect((await stage.run(['sql', '-c', copy])).code).toBe(0);

  expect((await stage.run(['files', 'ls', '-o', 'csv'])).stdout).toBe('bucket\r\nlake\r\n');
  const none = await stage.run(['files', 'ls', 'obs://lake/nothing/']);
  expect(none).toMatchObject({ code: 0, stdout: 'key\tsize\tmodified_at\n' });
  const nowhere = await stage.run(['files', 'ls', 'obs://nobucket']);
  expect(nowhere).toMatchObject({ code: 1, stdout: '' });
  expect(nowhere.stderr).toContain('There is no bucket nobucket');
  const listed = await stage.run(['files', 'ls', 'obs://lake/in/', '-o', 'name']);
  expect(listed.stdout).toBe('obs://lake/in/a.csv\nobs://lake/in/b.csv\n');
  const fetched = await stage.run(['files', 'get', 'obs://lake/in/b.csv', '-']);
  expect(fetched).toMatchObject({ code: 0, stdout: 'x\n42\n', stderr: '' });

  const removed = await stage.run(['files', 'rm', 'obs://lake/in/a.csv', 'obs://lake/in/b.csv']);
  expect(removed).toMatchObject({ code: 0, stdout: '', stderr: '' });
  const gone = await stage.run(['files', 'rm', 'obs://lake/in/a.csv']);
  expect(gone.code).toBe(1);
  expect(gone.stderr).toBe('sluice: There is no file obs://lake/in/a.csv in this project.\n');
});

it('takes a file from standard input', async () => {
  const put = await stage.run(['files', 'put', '-', 'obs://lake/-in'], { input: 'piped' });
  expect(put).toMatchObject({ code: 0, stderr: 'obs://lake/-in: 5 B\n' });
  expect((await stage.run(['files', 'get', 'obs://lake/-in', '-'])).stdout).toBe('piped');
  const quiet = await stage.run(['files', 'put', '-q', '-', 'obs://lake/-in'], { input: 'again' });
  expect(quiet).toMatchObject({ code: 0, stderr: '' });
});

it('sends a large file in parts, and goes on with what is there', async () => {
  const bytes = randomBytes(20 * 1_024 * 1_024);
  writeFileSync(join(stage.directory, 'large.bin'), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  // What an earlier try has left.
  const sent: number[] = [];
  const stopping = new AbortController();
  const options = {
    sha256,
    signal: stopping.signal,
    onProgress: (count: number) => {
      sent.push(count);
      if (count > 0) stopping.abort();
    },
  };
  const put = stage.client.files.put('lake', 'large.bin', new Blob([bytes]), options);
  await expect(put).rejects.toThrow('aborted');
  expect(sent).toEqual([0, 8 * 1_024 * 1_024]);

  expect((await stage.run(['files', 'put', 'large.bin', 'obs://lake/large.bin'])).code).toBe(0);
  const back = await stage.run(['files', 'get', '-q', 'obs://lake/large.bin', 'back.bin']);
  expect(back).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(readFileSync(join(stage.directory, 'back.bin')).equals(bytes)).toBe(true);
  expect(readdirSync(stage.directory).filter((name) => name.endsWith('part'))).toEqual([]);
});

it.each(['SIGINT', 'SIGTERM'] as const)(
  'leaves what was there, and nothing else, when a fetch is stopped by %s',
  async (signal) => {
    const there = () =>
      readdirSync(stage.directory).filter((name) => /^fetched|sluice-part$/.test(name));
    writeFileSync(join(stage.directory, 'fetched.bin'), 'old');
    const put = ['files', 'put', '-', 'obs://lake/long.bin'];
    expect((await stage.run(put, { input: randomBytes(4 * 1_024 * 1_024) })).code).toBe(0);
    await using proxy = await openStallingProxy(stage.gateway.url);
    const env = { SLUICE_URL: proxy.url, SLUICE_API_KEY: stage.gateway.credential.api_key };
    const args = ['files', 'get', 'obs://lake/long.bin', 'fetched.bin'];
    const sluice = stage.start(args, { env });
    await proxy.stalled;
    await expect.poll(there, { timeout: 60_000 }).toHaveLength(2);
    sluice.child.kill(signal);
    const { code, stderr } = await sluice.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('stopped: fetched.bin was not written');
    expect(there()).toEqual(['fetched.bin']);
    expect(readFileSync(join(stage.directory, 'fetched.bin'), 'utf8')).toBe('old');
  },
);

it.each([
  [9 * 1_024 * 1_024, 'What had come is kept for a day, and counts for bucket_bytes'],
  [1_024, 'Nothing of it is kept'],
])('says when a put of %i bytes is stopped what is left of it', async (size, told) => {
  writeFileSync(join(stage.directory, 'stopped.bin'), randomBytes(size));
  const sending = Promise.withResolvers<void>();
  // Nothing has come yet, and what comes is never answered.
  const server = createServer(({ headers }, response) => {
    if (!headers['content-range']?.startsWith('bytes */')) return sending.resolve();
    response.writeHead(202, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ received: 0, total: size }));
  });
  const gateway = await listenLocally(server);
  onTestFinished(() => gateway.close());
  const env = { SLUICE_URL: gateway.url, SLUICE_API_KEY: stage.gateway.credential.api_key };
  const sluice = stage.start(['files', 'put', 'stopped.bin', 'obs://lake/s'], { env });
  await sending.promise;
  sluice.child.kill('SIGINT');
  const { code, stderr } = await sluice.ended;
  expect(code).toBe(130);
  expect(stderr).toContain(`stopped: obs://lake/s was not written. ${told}`);
});

it.each([
  [['files', 'get', 'obs://lake/none', 'no/where'], 2, 'there is no directory'],
  [['files', 'put', 'nowhere', 'obs://lake/a'], 2, 'cannot read'],
  [['files', 'put', 'nowhere', 'lake/a'], 2, 'obs://bucket/key'],
  [['files', 'get', 'obs://lake'], 2, 'names no file'],
  [['files', 'rm', 'obs://lake/../a'], 2, "has a part '.' or '..'"],
  [['files', 'get', 'obs://lake/a//b', '-'], 1, 'no two in a row'],
  [['files', 'get', 'obs://lake/none', '-'], 1, 'There is no file'],
])('%s ends with %i', async (args, code, complaint) => {
  const ran = await stage.run(args);
  expect(ran.code).toBe(code);
  expect(ran.stderr).toContain(complaint);
});

it('says what is wrong with a file, and with an address', async () => {
  const none = await stage.run(['files', 'put', 'none.bin', 'obs://lake/none.bin']);
  expect(none.code).toBe(2);
  expect(none.stderr).toMatch(/^sluice: cannot read .*none\.bin: there is no such file\n$/);
  const directory = await stage.run(['files', 'put', '.', 'obs://lake/none.bin']);
  expect(directory).toMatchObject({ code: 2, stderr: expect.stringContaining('a directory') });
  const address = await stage.run(['files', 'put', 'none.bin', 'lake/none.bin']);
  expect(address.code).toBe(2);
  expect(address.stderr).toContain("sluice: 'lake/none.bin' is not written obs://bucket/key");
});
