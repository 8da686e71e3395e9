import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliStage, openCliStage } from './support/cli-stage.ts';
import { findProcesses, type FoundProcess } from './support/find-processes.ts';

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
});
afterAll(() => stage.end());

/** Puts a program into the bucket, and submits it. @returns the id of the batch */
async function submit(name: string, text: string, args: readonly string[] = []): Promise<string> {
  writeFileSync(join(stage.directory, name), text);
  const put = await stage.run(['files', 'put', name, `obs://lake/${name}`]);
  expect(put).toMatchObject({ code: 0 });
  const submitted = await stage.run(['batches', 'submit', `obs://lake/${name}`, ...args]);
  expect(submitted).toMatchObject({ code: 0, stderr: '' });
  return submitted.stdout.trim();
}

function processesOf(jobId: string): FoundProcess[] {
  return findProcesses(`SLUICE_JOB_ID=${jobId}`, join(stage.gateway.dataDir, 'projects', 'none'));
}

/** Asks the gateway by what its environment says, and by nothing else. */
const asksTheLake = `
const { SLUICE_URL: url, SLUICE_TOKEN: token } = process.env;
const call = async (path, body) => {
  const answer = await fetch(url + '/api/v1' + path, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  return answer.json();
};
const { id } = await call('/jobs', { sql: 'SELECT 6 * 7 AS n' });
await call('/jobs/' + id + '/wait?timeout_ms=60000');
const { rows } = await call('/jobs/' + id + '/result');
console.log(process.argv.slice(2).join(' '), JSON.stringify(rows));
console.error('done');
`;

const neverEnds = `
import { spawn } from 'node:child_process';
spawn('setsid', ['sh', '-c', 'sleep 100000'], { detached: true, stdio: 'ignore' }).unref();
process.on('SIGTERM', () => console.log('told to end'));
console.log('ready');
setInterval(() => {}, 1000);
`;

describe.runIf(existsSync('/proc/self/environ'))('sluice batches', () => {
  it('runs a script that asks the lake, and prints what it wrote', async () => {
    const id = await submit('ask.mjs', asksTheLake, ['--', '--day', '1']);
    const followed = await stage.run(['batches', 'logs', '-f', id]);
    expect(followed).toMatchObject({ code: 0, stdout: '--day 1 [[42]]\n' });
    expect(await stage.run(['batches', 'logs', '--stderr', id])).toMatchObject({
      stdout: 'done\n',
    });
    for (const [flags, wanted] of [
      [[], '--day 1 [[42]]\n'],
      [['-f'], '--day 1 [[42]]\n'],
      [['--stderr'], 'done\n'],
    ] as const) {
      const logged = await stage.run(['jobs', 'logs', ...flags, id]);
      expect(logged).toMatchObject({ code: 0, stdout: wanted });
    }
    expect((await stage.run(['batches', 'wait', id])).code).toBe(0);
    const listed = await stage.run(['batches', 'list', '-o', 'name']);
    expect(listed.stdout).toContain(id);
    const named = await submit('named.mjs', '', ['--name', 'nightly', '--tag', 'team=lake']);
    const waited = await stage.run(['batches', 'wait', named]);
    expect(waited.stderr).toBe(`batch ${named} succeeded\n`);
    const succeeded = await stage.run(['batches', 'list', '--status', 'succeeded', '-o', 'csv']);
    expect(succeeded.stdout).toMatch(/^id,status,name,queue,/);
    expect(succeeded.stdout).toContain(`${named},succeeded,nightly,default,`);
    for (const [filter, wanted] of [
      [['--queue', 'default', '--owner', 'admin', '--tag', 'team=lake'], `${named}\n`],
      [['--search', 'named.mjs'], `${named}\n`],
      [['--tag', 'team=none'], ''],
      [['--queue', 'none'], ''],
    ] as const) {
      const found = await stage.run(['batches', 'list', '-o', 'name', ...filter]);
      expect(found).toMatchObject({ code: 0, stdout: wanted });
    }
    const failed = await stage.run(['batches', 'list', '--status', 'failed,lost', '-o', 'name']);
    expect(failed).toMatchObject({ code: 0, stdout: '' });
  });

  it('tells the status of a program that failed', async () => {
    const id = await submit('fails.mjs', 'process.exit(3)');
    expect((await stage.run(['batches', 'wait', id])).code).toBe(1);
    const { error } = await stage.client.get(id);
    expect(error).toMatchObject({ code: 'program_failed', exit_status: 3 });
  });

  it('stops a batch to its last child, and says so only then', async () => {
    const id = await submit('deaf.mjs', neverEnds, ['--grace', '100ms']);
    const log = stage.client.batches.readLog(id, 'stdout', { isFollowed: true });
    expect((await log.next()).value?.text).toBe('ready\n');
    expect(processesOf(id).length).toBeGreaterThan(1);
    const waiting = await stage.run(['batches', 'wait', id, '--timeout', '2s']);
    expect(waiting.stderr).toContain(`batch ${id} is running (Ctrl-C ends the waiting only)`);
    const sql = await stage.client.submit({
      sql: 'SELECT count(*) FROM range(1e9::BIGINT) a, range(1e9::BIGINT)',
    });
    const cancelled = await stage.run(['batches', 'cancel', '--all']);
    expect(cancelled).toMatchObject({ code: 0, stderr: '1 batch cancelled\n' });
    expect((await stage.run(['jobs', 'cancel', sql.id])).code).toBe(0);
    const late = await stage.run(['batches', 'cancel', id]);
    expect(late.stderr).toContain(`finished before the cancel: batch ${id} was cancelled`);
    expect(processesOf(id)).toEqual([]);
    expect(await stage.client.receipt(id)).toMatchObject({ ending: 'cancelled', rung: 'kill' });
    expect((await log.next()).value?.text).toBe('told to end\n');
    expect(await log.next()).toMatchObject({ done: true });
  });

  it('takes batches alone, and says of any other job what it is and which command takes it', async () => {
    const sql = 'SELECT count(*) FROM range(1e9::BIGINT) a, range(1e9::BIGINT)';
    const { id } = await stage.client.submit({ sql, key: 'no-batch' });
    for (const command of ['get', 'wait', 'logs', 'cancel', 'receipt']) {
      const refused = await stage.run(['batches', command, id]);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      const use = `job ${id} is a statement in SQL, and no batch; use: sluice jobs ${command} ${id}`;
      expect(refused.stderr).toContain(use);
    }
    const byKey = await stage.run(['batches', 'cancel', '--key', 'no-batch']);
    expect(byKey).toMatchObject({ code: 2, stderr: expect.stringContaining(id) });
    expect(['queued', 'launching', 'running']).toContain((await stage.client.get(id)).status);
    expect((await stage.run(['jobs', 'cancel', id])).code).toBe(0);
    const toCome = await stage.run(['batches', 'cancel', '--key', 'to-come']);
    expect(toCome).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('no job has this key'),
    });
  });

  it('refuses what it cannot run, and says what to do', async () => {
    const missing = await stage.run(['batches', 'submit', 'obs://lake/none.py']);
    expect(missing.code).not.toBe(0);
    expect(missing.stderr).toContain('obs://lake/none.py');
    const jar = await stage.run(['batches', 'submit', 'obs://lake/job.jar']);
    expect(jar.stderr).toMatch(/queue default .* duckdb/);
    const unknown = '00000000-0000-4000-8000-000000000000';
    for (const command of ['get', 'wait', 'cancel', 'receipt', 'logs']) {
      const refused = await stage.run(['batches', command, unknown]);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain(`There is no batch with the id ${unknown}`);
    }
    const local = await stage.run(['batches', 'submit', './job.py']);
    expect(local).toMatchObject({ code: 2, stderr: expect.stringContaining('obs://') });
  });
});
