import type { Job } from '@sluice/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliStage, endlessSql, openCliStage } from './support/cli-stage.ts';

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
  await stage.client.createQueue({ name: 'narrow', slots: 1 });
});
afterAll(() => stage.end());

async function submit(more: object = {}): Promise<string> {
  return (await stage.client.submit({ sql: endlessSql, queue: 'narrow', ...more })).id;
}

/** One that runs, and two that wait behind it. */
async function three(tag: string): Promise<{ running: string; waiting: string[] }> {
  const tags = [{ key: 'run', value: tag }];
  const running = await submit({ tags });
  while ((await stage.client.get(running)).status !== 'running') {
    await stage.client.wait(running, { timeoutMs: 20 });
  }
  return { running, waiting: [await submit({ tags }), await submit({ tags })] };
}

function rowsOf(stdout: string): string[][] {
  return stdout
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split('\t'));
}

describe('sluice jobs cancel, by a filter', () => {
  it('lists in a dry run what it would stop, then stops it, each with its receipt', async () => {
    const { running, waiting } = await three('one');
    const args = ['jobs', 'cancel', '--queue', 'narrow', '--tag', 'run=one'];

    const listed = await stage.run([...args, '--dry-run', '-o', 'json']);
    expect(listed).toMatchObject({ code: 0, stderr: '3 jobs would be cancelled; nothing was\n' });
    const jobs = JSON.parse(listed.stdout) as Job[];
    expect(jobs.map(({ id }) => id)).toEqual([running, ...waiting]);
    expect(jobs.map(({ status }) => status)).toEqual(['running', 'queued', 'queued']);

    const stopped = await stage.run(args);
    expect(stopped).toMatchObject({ code: 0, stderr: '3 jobs cancelled\n' });
    const rows = rowsOf(stopped.stdout);
    expect(new Set(rows.map((row) => row.slice(0, 3)))).toEqual(
      new Set([running, ...waiting].map((id) => [id, 'cancelled', 'cancelled'])),
    );
    for (const [, , , confirmedMs] of rows) expect(confirmedMs).toMatch(/^\d+$/);
    expect((await stage.client.receipt(running)).rung).toBe('interrupt');
    for (const id of waiting) {
      expect(await stage.client.receipt(id)).toMatchObject({ rung: null, ending: 'cancelled' });
    }
    expect(await stage.run([...args, '--dry-run'])).toMatchObject({
      code: 0,
      stderr: '0 jobs would be cancelled; nothing was\n',
    });
  });

  it('takes those that wait, the young ones apart, and leaves what runs', async () => {
    const { running, waiting } = await three('two');
    const args = ['jobs', 'cancel', '--status', 'queued', '--owner', 'admin'];
    const young = await stage.run([...args, '--older-than', '1h', '-o', 'name']);
    expect(young).toMatchObject({ code: 0, stdout: '', stderr: '0 jobs cancelled\n' });
    const old = await stage.run([...args, '--older-than', '1ms', '-o', 'name']);
    expect(old.code).toBe(0);
    expect(old.stdout.trimEnd().split('\n').sort()).toEqual([...waiting].sort());
    expect((await stage.client.get(running)).status).toBe('running');

    const all = await stage.run(['jobs', 'cancel', '--all', '--no-wait', '-o', 'jsonl']);
    expect(all.code).toBe(0);
    expect(JSON.parse(all.stdout)).toMatchObject({ id: running, verdict: 'not_confirmed' });
    expect((await stage.client.wait(running)).job.status).toBe('cancelled');
  });

  it.each([
    ['a dry run of an id', ['--dry-run', 'x']],
    ['an id and a filter', ['x', '--queue', 'narrow']],
    ['a key and all', ['--key', 'k', '--all']],
    ['an ending', ['--status', 'failed']],
    ['no age', ['--older-than', '0']],
    ['nothing', []],
  ])('refuses %s as a mistake', async (_what, args) => {
    expect((await stage.run(['jobs', 'cancel', ...args])).code).toBe(2);
  });

  it.each([
    ['a queue', ['--queue', 'narrow']],
    ['an age, in a dry run', ['--older-than', '1h', '--dry-run']],
  ])('refuses all together with %s, as the gateway does', async (_what, args) => {
    const { code, stdout, stderr } = await stage.run(['jobs', 'cancel', '--all', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('leave out --all, or the flags that mean fewer');
  });

  it('says that a queue is not there', async () => {
    const { code, stdout, stderr } = await stage.run(['jobs', 'cancel', '--queue', 'nowhere']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('There is no queue named nowhere');
  });
});

describe('sluice queues restart', () => {
  it('stops every job of the queue, and says when all have ended', async () => {
    const { running, waiting } = await three('three');
    const busy = await stage.run(['queues', 'restart', 'narrow']);
    expect(busy).toMatchObject({ code: 1, stdout: '' });
    expect(busy.stderr).toContain('run on the queue narrow: 1');

    const done = await stage.run(['queues', 'restart', 'narrow', '--force', '-o', 'json']);
    expect(done.code).toBe(0);
    expect(done.stderr).toMatch(/^job \S+ succeeded\n$/);
    const restart = JSON.parse(done.stdout) as Job;
    expect(restart).toMatchObject({ kind: 'maintenance', status: 'succeeded', queue: 'narrow' });
    for (const id of [running, ...waiting]) {
      expect(await stage.client.receipt(id)).toMatchObject({
        ending: 'cancelled',
        reason: 'queue_restarted',
        request_id: `restart-${restart.id}`,
      });
    }
    const ran = await stage.run(['sql', '--queue', 'narrow', '-c', 'SELECT 1 AS one']);
    expect(ran).toMatchObject({ code: 0, stdout: 'one\n1\n' });
    const idle = await stage.run(['queues', 'restart', 'narrow', '-o', 'name']);
    expect(idle.code).toBe(0);
    expect(await stage.run(['queues', 'restart', 'nowhere', '--force'])).toMatchObject({ code: 1 });
  });
});
