import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Job, Receipt } from '@sluice/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliStage, endlessSql, openCliStage } from './support/cli-stage.ts';

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
});
afterAll(() => stage.end());

async function runningJob(): Promise<string> {
  const { id } = await stage.client.submit({ sql: endlessSql });
  const seen = Promise.withResolvers<void>();
  const enough = new AbortController();
  const wait = stage.client.wait(id, {
    signal: enough.signal,
    longestPollMs: 20,
    onLook: ({ status }) => status === 'running' && seen.resolve(),
  });
  await Promise.race([seen.promise, wait]);
  enough.abort();
  await wait.catch(() => {});
  return id;
}

async function endedJob(sql = 'SELECT 42 AS answer'): Promise<Job> {
  const { id } = await stage.client.submit({ sql });
  return (await stage.client.wait(id)).job;
}

describe('sluice jobs cancel', () => {
  it('waits until the job was seen to stop, and the receipt proves it', async () => {
    const id = await runningJob();
    const cancelled = await stage.run(['jobs', 'cancel', id]);
    expect(cancelled).toMatchObject({ code: 0, stderr: '' });
    expect(cancelled.stdout).toMatch(
      new RegExp(`^id\\tverdict\\tstatus\\tconfirmed_ms\n${id}\\tcancelled\\tcancelled\\t\\d+\n$`),
    );

    const receipt = await stage.run(['jobs', 'receipt', id, '-o', 'json']);
    expect(JSON.parse(receipt.stdout)).toEqual(await stage.client.receipt(id));
    expect((JSON.parse(receipt.stdout) as Receipt).rung).toBe('interrupt');
    const told = await stage.run(['jobs', 'receipt', id, '-o', 'table']);
    expect(told.stdout).toMatch(/^stopped by {2}interrupt$/m);
    expect(told.stdout).toMatch(/^check {7}operation .* is gone: /m);
  });

  it('takes several, and ends with the worst', async () => {
    const [first, second, ended] = [await runningJob(), await runningJob(), await endedJob()];
    const args = ['jobs', 'cancel', first, ended.id, second, '-o', 'jsonl'];
    const { code, stdout, stderr } = await stage.run(args);

    expect(code).toBe(5);
    expect(stderr).toBe(`finished before the cancel: job ${ended.id} succeeded: 1 row\n`);
    const outcomes = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(outcomes).toEqual([
      { id: first, verdict: 'cancelled', status: 'cancelled', confirmed_ms: expect.any(Number) },
      { id: ended.id, verdict: 'ended_otherwise', status: 'succeeded', confirmed_ms: null },
      { id: second, verdict: 'cancelled', status: 'cancelled', confirmed_ms: expect.any(Number) },
    ]);
  });

  it('ends with 1 for a job that is not there', async () => {
    const unknown = randomUUID();
    const { code, stdout, stderr } = await stage.run(['jobs', 'cancel', unknown]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`sluice: ${unknown}: `);
  });

  it('does not wait when that is not wanted', async () => {
    const id = await runningJob();
    expect((await stage.run(['jobs', 'cancel', id, '--no-wait'])).code).toBe(0);
    expect((await stage.client.wait(id)).job.status).toBe('cancelled');
  });

  it('by key comes before the submit, which then does not run', async () => {
    const cancelled = await stage.run(['jobs', 'cancel', '--key', 'to-come', '-o', 'name']);
    expect(cancelled).toMatchObject({ code: 0, stdout: 'to-come\n' });
    expect(cancelled.stderr).toMatch(/no job has this key; one that comes until .* will not run/);

    const { code, stderr } = await stage.run(['sql', '--key', 'to-come', '-c', 'SELECT 1']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^job \S+ was cancelled by admin/);
  });

  it.each([
    ['nothing', []],
    ['an id and a key', [randomUUID(), '--key', 'k']],
    ['a wait of an hour', [randomUUID(), '--timeout', '1h']],
  ])('refuses %s', async (_what, args) => {
    expect((await stage.run(['jobs', 'cancel', ...args])).code).toBe(2);
  });
});

describe('sluice jobs wait', () => {
  it.each([
    ['SELECT 42 AS answer', 0, /^job \S+ succeeded: 1 row$/m],
    ['SELECT * FROM nowhere', 1, /^job \S+ failed \(semantic_error\)/m],
  ])('says how %s ended', async (sql, expected, message) => {
    const { id } = await endedJob(sql);
    const { code, stdout, stderr } = await stage.run(['jobs', 'wait', id]);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('ends with 3 when its time is over', async () => {
    const id = await runningJob();
    const { code, stdout, stderr } = await stage.run([
      'jobs',
      'wait',
      id,
      '--timeout',
      '100ms',
      '-o',
      'json',
    ]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ id, status: 'running' });
    expect(stderr).toContain(`sluice jobs wait ${id}`);
    await stage.client.cancel(id);
  });
});

describe('sluice jobs', () => {
  it('shows a job', async () => {
    const job = await endedJob();
    const table = await stage.run(['jobs', 'get', job.id, '-o', 'table']);
    expect(table.stdout).toMatch(/^status {5}succeeded$/m);
    const json = await stage.run(['jobs', 'get', job.id, '-o', 'json']);
    expect(JSON.parse(json.stdout)).toEqual(job);
    expect((await stage.run(['jobs', 'get', randomUUID()])).code).toBe(1);
  });

  it('lists the jobs that are asked for, and says how many there are', async () => {
    const tags = [{ key: 'listed', value: 'yes' }];
    const { id: failed } = await stage.client.submit({ sql: 'SELECT * FROM nowhere', tags });
    const { id: older } = await stage.client.submit({ sql: 'SELECT 1', tags });
    const { id: newer } = await stage.client.submit({ sql: 'SELECT 2', tags });
    for (const id of [failed, older, newer]) await stage.client.wait(id);

    const names = ['jobs', 'list', '-o', 'name', '--tag', 'listed=yes'];
    expect((await stage.run(names)).stdout).toBe(`${newer}\n${older}\n${failed}\n`);
    expect((await stage.run([...names, '--status', 'failed,lost'])).stdout).toBe(`${failed}\n`);
    expect((await stage.run([...names, '--search', 'select 2'])).stdout).toBe(`${newer}\n`);
    const inOrder = [...names, '--order', 'submitted_asc', '--engine', 'duckdb'];
    expect((await stage.run(inOrder)).stdout).toBe(`${failed}\n${older}\n${newer}\n`);
    const { submitted_at: at } = await stage.client.get(newer);
    const before = await stage.run([...names, '--submitted-before', at]);
    expect(before.stdout).toBe(`${older}\n${failed}\n`);
    expect((await stage.run([...names, '--submitted-after', at])).stdout).toBe('');
    const unread = await stage.run([...names, '--submitted-after', 'noon']);
    expect(unread.stderr).toMatch(/^sluice: --submitted-after must be an RFC 3339 time/);
    const first = await stage.run([...names, '--limit', '2']);
    expect(first.stdout).toBe(`${newer}\n${older}\n`);
    expect(first.stderr).toBe('2 of 3 jobs: --offset 2 lists the next ones\n');
    expect((await stage.run([...names, '--limit', '2', '-q'])).stderr).toBe('');
    const yaml = await stage.run(['jobs', 'list', '--tag', 'listed=yes', '-o', 'yaml']);
    expect(yaml.stdout).toMatch(new RegExp(`^- id: ${newer}$`, 'm'));
  });

  it('sends the request id that is given, and waits for an answer as long as is said', async () => {
    const made = await stage.run(['queues', 'create', 'traced', '--request-id', 'ci-42']);
    expect(made.code).toBe(0);
    const audit = await stage.run(['audit', 'list', '--action', 'create_queue', '-o', 'json']);
    expect(JSON.parse(audit.stdout)).toMatchObject([{ target: 'traced', request_id: 'ci-42' }]);
    const wrong = await stage.run(['jobs', 'list', '--request-id', 'two words']);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect((await stage.run(['jobs', 'list', '--timeout', '0s'])).code).toBe(2);
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const env = { SLUICE_URL: `http://127.0.0.1:${port}`, SLUICE_API_KEY: 'key-1' };
    const late = await stage.run(['jobs', 'list', '--timeout', '100ms'], { env });
    silent.close();
    expect(late).toMatchObject({ code: 1, stdout: '' });
    expect(late.stderr).toMatch(/^sluice: .*100 ms/);
  });

  it('prints the rows of a job, from any row on', async () => {
    const { id } = await endedJob('SELECT range AS n FROM range(10)');
    const some = await stage.run(['jobs', 'result', id, '--offset', '3', '--limit', '2']);
    expect(some.stdout).toBe('n\n3\n4\n');
    expect(some.stderr).toContain('2 rows from 3 of 10 in all');
    const rest = await stage.run(['jobs', 'result', id, '-o', 'csv', '--offset', '8']);
    expect(rest).toMatchObject({ stdout: 'n\r\n8\r\n9\r\n', stderr: '' });
  });

  it('has no rows of a job that failed, nor of one that runs', async () => {
    const { id: failed } = await endedJob('SELECT * FROM nowhere');
    const running = await runningJob();
    for (const id of [failed, running]) {
      expect(await stage.run(['jobs', 'result', id])).toMatchObject({ code: 1, stdout: '' });
    }
    await stage.client.cancel(running);
  });
});

describe('sluice queues', () => {
  it('creates a queue, lists it and runs on it', async () => {
    const made = await stage.run([
      'queues',
      'create',
      'nightly',
      '--slots',
      '2',
      '--session-places',
      '3',
      '--run-timeout',
      '10m',
      '--grace',
      '2s',
      '--description',
      'for the night',
      '--tag',
      'team=lake',
      '-o',
      'name',
    ]);
    expect(made).toMatchObject({ code: 0, stdout: 'nightly\n' });
    const listed = await stage.run(['queues', 'list']);
    expect(listed.stdout).toMatch(/^nightly\tduckdb\t2\t3\tdefault\t\t600000\t2000$/m);
    for (const [flags, names] of [
      [['--tag', 'team=lake', '--search', 'NIGHT', '--type', 'sql'], 'nightly\n'],
      [['--type', 'general'], ''],
    ] as const) {
      const found = await stage.run(['queues', 'list', '-o', 'name', ...flags]);
      expect(found).toMatchObject({ code: 0, stdout: names });
    }
    const shown = await stage.run(['queues', 'get', 'NIGHTLY', '-o', 'table']);
    expect(shown.stdout).toMatch(/^description {5}for the night$/m);
    expect(shown.stdout).toMatch(/^tag {13}team=lake$/m);
    const change = ['queues', 'update', 'nightly', '--run-timeout', 'none', '--grace', '0s'];
    expect((await stage.run([...change, '-o', 'csv'])).stdout).toMatch(/^name,nightly\r\n/);
    const changed = JSON.parse((await stage.run([...change, '-o', 'json'])).stdout) as object;
    expect(changed).toMatchObject({ run_timeout_ms: null, programs: { grace_ms: 0 } });
    expect(await stage.run(['queues', 'update', 'nightly'])).toMatchObject({ code: 2 });
    expect((await stage.run(['queues', 'update', 'default', '--slots', '1'])).code).toBe(1);
    const ran = await stage.run(['sql', '--queue', 'nightly', '-c', 'SELECT 1 AS one']);
    expect(ran.stdout).toBe('one\n1\n');

    const remove = (name: string) => stage.run(['queues', 'delete', name]);
    expect(await remove('nightly')).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
    for (const name of ['nightly', 'default']) {
      const refused = await remove(name);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain(name);
    }
    await stage.run(['queues', 'create', 'nightly']);
    const again = await stage.run(['queues', 'create', 'nightly']);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    const nowhere = await stage.run(['sql', '--queue', 'nowhere', '-c', 'SELECT 1']);
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toContain('nowhere');
  });

  it('tells how busy each queue is', async () => {
    await stage.run(['queues', 'create', 'narrow', '--slots', '1']);
    const submit = () => stage.client.submit({ sql: endlessSql, queue: 'narrow' });
    const running = await submit();
    await expect
      .poll(async () => (await stage.client.get(running.id)).status, { timeout: 60_000 })
      .toBe('running');
    const waiting = await submit();
    const { code, stdout } = await stage.run(['queues', 'top', '-o', 'json']);
    const loads = JSON.parse(stdout) as readonly { readonly queue: string }[];
    expect({ code, load: loads.find(({ queue }) => queue === 'narrow') }).toEqual({
      code: 0,
      load: {
        queue: 'narrow',
        slots: 1,
        live: 1,
        cancelling: 0,
        waiting: 1,
        longest_wait_ms: expect.any(Number),
      },
    });
    const tsv = await stage.run(['queues', 'top']);
    expect(tsv.stdout).toMatch(/^queue\tslots\tlive\tcancelling\twaiting\tlongest_wait_ms\n/);
    await Promise.all([running, waiting].map(({ id }) => stage.client.cancel(id)));
  });
});
