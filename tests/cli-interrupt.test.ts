import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type CliStage, endlessSql, openCliStage } from './support/cli-stage.ts';
import { findHost } from './support/find-host.ts';
import { findProcesses } from './support/find-processes.ts';
import { type HoldingProxy, openHoldingProxy } from './support/holding-proxy.ts';
import { untilGone } from './support/until-gone.ts';

let stage: CliStage;
/** The job of a command line that was killed at the very beginning, since it is noticed late. */
let abandonedId: string;
beforeAll(async () => {
  // So long that a stopped host is not killed before the test lets it go on.
  stage = await openCliStage({ SLUICE_INTERRUPT_MS: '600000' });
  abandonedId = await abandon();
});
afterAll(() => stage.end());

const live = /job (\S+) is \w+ \(Ctrl-C/;
/** The first moments after a Ctrl-C belong to that one. */
const pastEchoMs = 1_000;
const running = /job (\S+) is running \(Ctrl-C/;

describe('Ctrl-C on a running query', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s cancels it, and says when', async (signal) => {
    const sluice = stage.start(['sql', '-c', endlessSql]);
    const [, id = ''] = await sluice.untilStderr(running);
    sluice.child.kill(signal);
    const { code, stdout, stderr } = await sluice.ended;

    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(/^stopping… confirmed in \d+ ms$/m);
    const receipt = await stage.client.receipt(id);
    expect(receipt).toMatchObject({ ending: 'cancelled', reason: 'user', rung: 'interrupt' });
    expect(receipt.checks.length).toBeGreaterThan(0);
    expect(receipt.checks.every(({ is_gone }) => is_gone)).toBe(true);
  });

  it('that comes twice at once, as npx passes it on, is one', async () => {
    const sluice = stage.start(['sql', '-c', endlessSql]);
    await sluice.untilStderr(running);
    sluice.child.kill('SIGINT');
    sluice.child.kill('SIGINT');

    expect((await sluice.ended).stderr).toMatch(/^stopping… confirmed in \d+ ms$/m);
  });

  it('for the second time leaves at once, and the cancel goes on', async () => {
    const sluice = stage.start(['sql', '-c', endlessSql]);
    const [, id = ''] = await sluice.untilStderr(running);
    await withStoppedHost(async () => {
      sluice.child.kill('SIGINT');
      await sluice.untilStderr(/stopping…/);
      await untilCancelIsDurable(id);
      await setTimeout(pastEchoMs);
      sluice.child.kill('SIGINT');
      await sluice.ended;
    });
    const { code, stderr } = await sluice.ended;
    expect(code).toBe(6);
    expect(stderr).toContain('stopping… not confirmed');
    expect(stderr).toContain(`sluice jobs wait ${id}`);
    expect((await stage.client.wait(id)).job.status).toBe('cancelled');
  });

  it('leaves it running when the user wants that', async () => {
    const sluice = stage.start(['sql', '--detach-on-interrupt', '-c', endlessSql]);
    const [, id = ''] = await sluice.untilStderr(running);
    sluice.child.kill('SIGINT');
    const { code, stderr } = await sluice.ended;

    expect(code).toBe(3);
    expect(stderr).toContain(`sluice jobs wait ${id}`);
    expect(await stage.client.get(id)).toMatchObject({ status: 'running', cancel: null });
    await stage.client.cancel(id);
  });

  it('ends a wait, and not the job', async () => {
    const { id } = await stage.client.submit({ sql: endlessSql });
    const sluice = stage.start(['jobs', 'wait', id]);
    await sluice.untilStderr(running);
    sluice.child.kill('SIGINT');

    const { code, stderr } = await sluice.ended;
    expect(code).toBe(3);
    expect(stderr).toContain(`job ${id} goes on`);
    expect(await stage.client.get(id)).toMatchObject({ status: 'running', cancel: null });
    await stage.client.cancel(id);
  });

  const olderNode = findOlderNode();
  it.skipIf(olderNode === null)('reaches it through an older Node too', async () => {
    const sluice = stage.start(['sql', '-c', endlessSql], { node: olderNode ?? '' });
    await sluice.untilStderr(running);
    sluice.child.kill('SIGINT');
    const { code, stderr } = await sluice.ended;

    expect(code).toBe(130);
    expect(stderr).toMatch(/^stopping… confirmed in \d+ ms$/m);
  });

  it.skipIf(olderNode === null)('leaves no newer Node behind when that one is killed', async () => {
    const node = olderNode ?? '';
    const marker = { SLUICE_TEST_KILLED: 'yes' };
    const sluice = stage.start(['sql', '-c', endlessSql], { node, env: marker });
    const [, id = ''] = await sluice.untilStderr(running);
    const find = () => findProcesses('SLUICE_TEST_KILLED=yes', stage.directory);
    expect(find()).toHaveLength(2);
    sluice.child.kill('SIGKILL');
    await untilGone(find);
    await stage.client.cancel(id);
  });
});

describe('Ctrl-C at a bad moment', () => {
  let proxy: HoldingProxy | null = null;
  afterEach(async () => {
    await proxy?.close();
    proxy = null;
  });

  it('while the submit to a session is on its way leaves no statement that runs', async () => {
    const session = await stage.client.sessions.create();
    const path = `/api/v1/sessions/${session.id}/statements`;
    proxy = await openHoldingProxy(
      stage.gateway.url,
      (method, asked) => method === 'POST' && asked === path,
    );
    const args = ['sql', '--session', session.id, '-c', endlessSql];
    const sluice = stage.start(args, throughProxy(proxy));
    await proxy.held;
    sluice.child.kill('SIGINT');
    const { code, stderr } = await sluice.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('it had not reached the gateway, and will not run');

    await proxy.release();
    const [statement] = (await stage.client.sessions.statements(session.id)).statements;
    expect(statement).toMatchObject({ status: 'cancelled', started_at: null });
    await stage.client.sessions.close(session.id);
  });

  it('while the submit is on its way leaves no job that runs', async () => {
    proxy = await openHoldingProxy(
      stage.gateway.url,
      (method, path) => method === 'POST' && path === '/api/v1/jobs',
    );
    const args = ['sql', '--key', 'on-its-way', '-c', endlessSql];
    const sluice = stage.start(args, throughProxy(proxy));
    await proxy.held;
    sluice.child.kill('SIGINT');
    const { code, stderr } = await sluice.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('it had not reached the gateway, and will not run');

    await proxy.release();
    const job = await stage.client.getByKey('on-its-way');
    expect(job).toMatchObject({ status: 'cancelled', started_at: null });
  });

  it('when the query ends by itself says so', async () => {
    proxy = await openHoldingProxy(stage.gateway.url, (_method, path) => path.endsWith('/cancel'));
    const sluice = await withStoppedHost(async () => {
      const quick = stage.start(['sql', '-c', 'SELECT 42 AS answer'], throughProxy(proxy));
      await quick.untilStderr(live);
      quick.child.kill('SIGINT');
      await proxy?.held;
      return quick;
    });
    const [, id = ''] = await sluice.untilStderr(live);
    await stage.client.wait(id);
    await proxy.release();
    const { code, stdout, stderr } = await sluice.ended;

    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toContain('stopping… finished before the stop');
    expect(stderr).toContain(`job ${id} succeeded: 1 row`);
  });

  it('when the gateway is gone says that the stop is not known', async () => {
    proxy = await openHoldingProxy(stage.gateway.url, (_method, path) => path.endsWith('/cancel'));
    const sluice = stage.start(['sql', '-c', endlessSql], throughProxy(proxy));
    const [, id = ''] = await sluice.untilStderr(running);
    sluice.child.kill('SIGINT');
    await proxy.held;
    await proxy.close();
    proxy = null;
    const { code, stderr } = await sluice.ended;

    expect(code).toBe(6);
    expect(stderr).toContain('stopping… not confirmed: cannot reach');
    expect(stderr).toContain(`sluice jobs wait ${id}`);
    await stage.client.cancel(id);
  });
});

describe('sluice jobs cancel', () => {
  it('ends with 6 when the stop is not seen in time', async () => {
    const { id } = await stage.client.submit({ sql: endlessSql });
    await withStoppedHost(async () => {
      const args = ['jobs', 'cancel', id, '--timeout', '100ms'];
      const { code, stdout, stderr } = await stage.run(args);
      expect(code).toBe(6);
      expect(stdout).toMatch(/\tnot_confirmed\tcancelling\t$/m);
      expect(stderr).toContain(`sluice jobs wait ${id}`);
    });
    expect((await stage.client.wait(id)).job.status).toBe('cancelled');
  });
});

it('a Ctrl-C that nobody could press, since the command line was killed, cancels its query as well (case 17)', async () => {
  const { job } = await stage.client.wait(abandonedId, { timeoutMs: 100_000 });
  expect(job).toMatchObject({
    status: 'cancelled',
    cancel: { by: 'sluice', reason: 'client_lost' },
  });
});

/** Meanwhile nothing goes on in DuckDB, and nothing stops there either. */
async function withStoppedHost<Outcome>(act: () => Promise<Outcome>): Promise<Outcome> {
  const { id } = await stage.client.submit({ sql: 'SELECT 1' });
  await stage.client.wait(id);
  const host = findHost(stage.gateway.pid);
  process.kill(host, 'SIGSTOP');
  try {
    return await act();
  } finally {
    process.kill(host, 'SIGCONT');
  }
}

/** @returns the job of a command line that is killed while it runs */
async function abandon(): Promise<string> {
  const sluice = stage.start(['sql', '-c', endlessSql]);
  const [, id = ''] = await sluice.untilStderr(running);
  sluice.child.kill('SIGKILL');
  await sluice.ended;
  return id;
}

function throughProxy(proxy: HoldingProxy | null) {
  const url = proxy?.url;
  return { env: { SLUICE_URL: url, SLUICE_API_KEY: stage.gateway.credential.api_key } };
}

async function untilCancelIsDurable(id: string): Promise<void> {
  while ((await stage.client.get(id)).cancel === null) await setTimeout(20);
}

/** A Node that cannot run TypeScript, where this machine has one. */
function findOlderNode(): string | null {
  const nodes = (process.env['PATH'] ?? '').split(delimiter).map((path) => join(path, 'node'));
  return nodes.find((node) => majorVersion(node) < 24) ?? null;
}

function majorVersion(node: string): number {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return Number.parseInt((stdout ?? '').slice(1), 10);
}
