import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliStage, endlessSql, openCliStage } from './support/cli-stage.ts';
import { findHost } from './support/find-host.ts';
import { openHoldingProxy } from './support/holding-proxy.ts';
import { openStallingProxy } from './support/stalling-proxy.ts';
import { type InProcessOptions, sluiceInProcess } from './support/sluice-in-process.ts';

const page = readFileSync(resolve(import.meta.dirname, '../docs/cli.md'), 'utf8');
const unknownId = '00000000-0000-4000-8000-000000000000';

/** What each command was seen to end with. */
const seen = new Map<string, Set<number>>();

let stage: CliStage;
/** Where nothing listens. */
let nowhere: NodeJS.ProcessEnv;
beforeAll(async () => {
  stage = await openCliStage({ SLUICE_INTERRUPT_MS: '600000' });
  writeFileSync(join(stage.directory, 'file.txt'), 'text');
  nowhere = { SLUICE_URL: `http://127.0.0.1:${await freePort()}`, SLUICE_API_KEY: 'key' };
});
afterAll(() => stage.end());

/** Runs a command, whose first words are its name, and notes its exit code. */
async function run(
  command: string,
  args: readonly string[],
  options: Partial<InProcessOptions> = {},
) {
  const { directory, env } = stage;
  const ran = await sluiceInProcess([...command.split(' '), ...args], {
    directory,
    ...options,
    env: { ...env, ...options.env },
  });
  const codes = seen.get(command) ?? new Set();
  seen.set(command, codes.add(ran.code));
  return ran;
}

/** Every command that asks a gateway, with arguments that it understands. */
const calls: readonly (readonly [command: string, ...args: string[]])[] = [
  ['sql', '-c', 'SELECT 1'],
  ['sessions exec', unknownId, '-c', 'SELECT 1'],
  ['sessions create'],
  ['sessions list'],
  ['sessions get', unknownId],
  ['sessions close', unknownId],
  ['sessions receipt', unknownId],
  ['sessions events', unknownId],
  ['sessions interrupt', unknownId],
  ['jobs list'],
  ['jobs get', unknownId],
  ['jobs wait', unknownId],
  ['jobs cancel', unknownId],
  ['jobs result', unknownId],
  ['jobs logs', unknownId],
  ['jobs receipt', unknownId],
  ['batches submit', 'obs://lake/nothing.py'],
  ['batches list'],
  ['batches get', unknownId],
  ['batches wait', unknownId],
  ['batches logs', unknownId],
  ['batches cancel', unknownId],
  ['batches receipt', unknownId],
  ['queues list'],
  ['queues get', 'nothing'],
  ['queues top', '--once'],
  ['queues create', 'made'],
  ['queues update', 'nothing', '--slots', '1'],
  ['queues restart', 'nothing', '--force'],
  ['queues delete', 'nothing'],
  ['queues grants', 'nothing'],
  ['queues grant', 'nothing', 'admin', 'SUBMIT_JOB'],
  ['queues revoke', 'nothing', 'admin', 'SUBMIT_JOB'],
  ['databases list'],
  ['tables list', 'nothing'],
  ['tables get', 'nothing'],
  ['tables preview', 'nothing'],
  ['tables import', 'obs://lake/nothing', 'nothing'],
  ['tables export', 'nothing', 'obs://lake/out'],
  ['jobs export', unknownId, 'obs://lake/out'],
  ['files put', 'file.txt', 'obs://lake/file.txt'],
  ['files get', 'obs://lake/nothing.txt', '-'],
  ['files ls'],
  ['files rm', 'obs://lake/nothing.txt'],
  ['templates put', 'saved', '-c', 'SELECT 1'],
  ['templates list'],
  ['templates get', 'nothing'],
  ['templates delete', 'nothing'],
  ['variables put', 'saved', '1'],
  ['variables list'],
  ['variables get', 'nothing'],
  ['variables delete', 'nothing'],
  ['resources put', 'obs://lake/nothing.py'],
  ['resources list'],
  ['resources get', 'nothing.py'],
  ['resources give', 'nothing.py', 'admin'],
  ['resources delete', 'nothing.py'],
  ['quotas'],
  ['audit list'],
  ['events follow', unknownId],
];

describe('every command that asks a gateway', () => {
  it.each(calls)('%s ends with 2 for a flag that it does not have', async (command, ...args) => {
    const { code, stdout } = await run(command, [...args, '--no-such-flag']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it.each(calls)('%s ends with 4 for a key that nobody has', async (command, ...args) => {
    const env = { SLUICE_URL: stage.gateway.url, SLUICE_API_KEY: 'no-such-key' };
    const { code, stdout } = await run(command, args, { env });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  });

  // Some try for seconds, and one that follows for a minute.
  it.concurrent.each(calls.filter(([command]) => command !== 'events follow'))(
    '%s ends with 1 where no gateway is',
    async (command, ...args) => {
      const { code, stdout, stderr } = await run(command, args, { env: nowhere });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('cannot reach');
    },
  );

  it.each(
    calls.filter((words) => words.some((word) => word.includes('nothing') || word === unknownId)),
  )('%s ends with 1 for what is not there', async (command, ...args) => {
    const { code, stdout } = await run(command, args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });
});

describe('what succeeds ends with 0', () => {
  it.each(calls.filter(([, ...words]) => !words.some((word) => /nothing|file|^0{8}-/.test(word))))(
    '%s',
    async (command, ...args) => {
      expect(await run(command, args)).toMatchObject({ code: 0 });
    },
  );

  it('with queues', async () => {
    expect(await run('queues update', ['made', '--slots', '2'])).toMatchObject({ code: 0 });
    expect(await run('queues get', ['made'])).toMatchObject({ code: 0 });
    expect(await run('queues grants', ['made'])).toMatchObject({ code: 0 });
    for (const change of ['grant', 'revoke']) {
      const { code } = await run(`queues ${change}`, ['made', 'admin', 'SUBMIT_JOB']);
      expect(code).toBe(0);
    }
    expect(await run('queues restart', ['made', '--force'])).toMatchObject({ code: 0 });
    expect(await run('queues delete', ['made'])).toMatchObject({ code: 0 });
  });

  it('with tables', async () => {
    await run('sql', ['-c', 'CREATE TABLE shown (id BIGINT)']);
    expect(await run('tables list', [])).toMatchObject({ code: 0 });
    expect(await run('tables get', ['shown'])).toMatchObject({ code: 0 });
    expect(await run('tables preview', ['shown'])).toMatchObject({ code: 0 });
    await run('files put', ['file.txt', 'obs://lake/file.txt']);
    const exported = await run('tables export', ['shown', 'obs://lake/shown']);
    expect(exported).toMatchObject({ code: 0 });
    await run('jobs wait', [exported.stdout.trim()]);
    const imported = await run('tables import', ['obs://lake/shown', 'shown']);
    expect(imported).toMatchObject({ code: 0 });
    const query = (await run('sql', ['--async', '-o', 'name', '-c', 'SELECT 1'])).stdout.trim();
    await run('jobs wait', [query]);
    expect(await run('jobs export', [query, 'obs://lake/one'])).toMatchObject({ code: 0 });
  });

  it('with templates and variables', async () => {
    for (const noun of ['templates', 'variables']) {
      for (const verb of ['get', 'delete']) {
        expect(await run(`${noun} ${verb}`, ['saved'])).toMatchObject({ code: 0 });
      }
    }
  });

  it('with files and batches', async () => {
    await run('files put', ['file.txt', 'obs://lake/file.txt']);
    expect(await run('files get', ['obs://lake/file.txt', '-'])).toMatchObject({ stdout: 'text' });
    expect(await run('resources put', ['obs://lake/file.txt'])).toMatchObject({ code: 0 });
    for (const args of [['get'], ['give', 'admin'], ['delete']]) {
      const [verb = '', ...rest] = args;
      const done = await run(`resources ${verb}`, ['file.txt', ...rest]);
      expect(done).toMatchObject({ code: 0 });
    }
    expect(await run('files rm', ['obs://lake/file.txt'])).toMatchObject({ code: 0 });
    writeFileSync(join(stage.directory, 'one.sql'), 'SELECT 1;');
    expect(await run('files put', ['one.sql', 'obs://lake/one.sql'])).toMatchObject({ code: 0 });
    const { stdout, code } = await run('batches submit', ['obs://lake/one.sql', '-o', 'name']);
    expect(code).toBe(0);
    const id = stdout.trim();
    for (const command of ['batches wait', 'batches get', 'batches logs']) {
      expect(await run(command, [id])).toMatchObject({ code: 0 });
    }
  });

  it('with jobs and sessions', async () => {
    const { stdout } = await run('sql', ['--async', '-o', 'name', '-c', 'SELECT 1']);
    const id = stdout.trim();
    for (const command of ['jobs wait', 'jobs get', 'jobs result', 'jobs logs', 'events follow']) {
      expect(await run(command, [id])).toMatchObject({ code: 0 });
    }
    const session = (await run('sessions create', ['-o', 'name'])).stdout.trim();
    expect(await run('sessions exec', [session, '-c', 'SELECT 1'])).toMatchObject({ code: 0 });
    for (const verb of ['interrupt', 'get', 'events', 'close', 'receipt']) {
      expect(await run(`sessions ${verb}`, [session])).toMatchObject({ code: 0 });
    }
    expect(await run('sessions close', [session])).toMatchObject({ code: 5 });
  });

  it('or with 130, of what was being written when Ctrl-C came', async () => {
    await stage.client.files.put('lake', 'long.bin', new Blob([new Uint8Array(4_000_000)]));
    const { job } = await stage.client.run({ sql: 'FROM range(1000000)' });
    for (const [command, ...args] of [
      ['files get', 'obs://lake/long.bin', 'long.bin'],
      ['jobs result', job.id, '--download', 'long.csv'],
    ] as const) {
      await using proxy = await openStallingProxy(stage.gateway.url);
      const env = { SLUICE_URL: proxy.url, SLUICE_API_KEY: stage.gateway.credential.api_key };
      const stopped = await run(command, args, { env, interruptAfter: proxy.stalled });
      expect(stopped).toMatchObject({ code: 130, stdout: '' });
    }
  });

  it('without a gateway', async () => {
    expect(await run('completion', ['bash'])).toMatchObject({ code: 0 });
    expect(await run('completion', ['cmd'])).toMatchObject({ code: 2 });
  });

  it('with a login', async () => {
    const file = join(stage.gateway.dataDir, 'credential.json');
    expect(await run('login', ['--file', file])).toMatchObject({ code: 0 });
    expect(await run('profiles list', [])).toMatchObject({ code: 0 });
    expect(await run('profiles list', ['-o', 'xml'])).toMatchObject({ code: 2 });
    expect(await run('logout', [])).toMatchObject({ code: 0 });
    expect(await run('logout', [])).toMatchObject({ code: 4 });
    expect(await run('logout', ['default'])).toMatchObject({ code: 2 });
    const broken = join(stage.directory, 'broken', 'sluice', 'profiles.json');
    mkdirSync(dirname(broken), { recursive: true });
    writeFileSync(broken, '{');
    const env = { XDG_CONFIG_HOME: join(stage.directory, 'broken') };
    expect(await run('profiles list', [], { env })).toMatchObject({ code: 4 });
    expect(await run('login', [])).toMatchObject({ code: 2 });
    expect(await run('login', ['--file', 'nothing.json'])).toMatchObject({ code: 4 });
    const { SLUICE_URL: url = '' } = nowhere;
    const away = await run('login', ['--url', url, '--api-key-stdin'], { input: 'key' });
    expect(away).toMatchObject({ code: 1 });
  });
});

describe('sluice server', () => {
  const commands: readonly (readonly [command: string, ...args: string[]])[] = [
    ['server add-project', 'tenant'],
    ['server list-projects'],
    ['server set-quota', 'tenant', 'sessions', '5'],
    ['server list-quotas', 'tenant'],
    ['server add-user', 'someone', '--project', 'tenant', '--role', 'viewer'],
    ['server list-users'],
    ['server set-role', 'someone', '--role', 'operator'],
    ['server rotate-key', 'someone'],
    ['server remove-user', 'someone'],
    ['server backup', 'copy'],
    ['server restore', 'nothing'],
    ['server doctor'],
    ['server reload-tls'],
  ];

  it.each(commands)(
    '%s ends with 2 for a wrong flag, and with 1 without a gateway',
    async (command, ...args) => {
      expect(await run(command, [...args, '--no-such-flag'])).toMatchObject({ code: 2 });
      const away = await run(command, [...args, '--data-dir', stage.directory]);
      expect(away).toMatchObject({ code: 1, stdout: '' });
    },
  );

  it.each(commands.slice(0, -3))('%s ends with 0 when it is done', async (command, ...args) => {
    const env = { SLUICE_DATA_DIR: stage.gateway.dataDir };
    expect(await run(command, args, { env })).toMatchObject({ code: 0 });
  });

  it('restore ends with 0 when it is done', async () => {
    const args = ['copy', '--data-dir', join(stage.directory, 'restored')];
    expect(await run('server restore', args)).toMatchObject({ code: 0 });
  });
});

describe('a job', () => {
  it('that fails ends its command with 1', async () => {
    const args = ['--async', '-o', 'name', '-c', 'SELECT * FROM nowhere'];
    const id = (await run('sql', args)).stdout.trim();
    expect(await run('jobs wait', [id])).toMatchObject({ code: 1 });
    expect(await run('jobs result', [id])).toMatchObject({ code: 1 });
    expect(await run('sql', ['-c', 'SELECT * FROM nowhere'])).toMatchObject({ code: 1 });
  });

  it('that somebody cancels ends its command with 1, and a cancel of it with 0, then with 5', async () => {
    const id = await running(['sql', '--async', '-o', 'name', '-c', endlessSql]);
    const waiting = run('jobs wait', [id]);
    expect(await run('jobs cancel', [id])).toMatchObject({ code: 0 });
    expect(await waiting).toMatchObject({ code: 1 });
    expect(await run('jobs cancel', [id])).toMatchObject({ code: 5 });
    expect(await run('jobs receipt', [id])).toMatchObject({ code: 0 });
  });

  it('that goes on ends a wait with 3, and what shows it with 130 by Ctrl-C', async () => {
    const wait = ['--timeout', '100ms'];
    const over = await run('sql', [...wait, '-c', endlessSql]);
    expect(over).toMatchObject({ code: 3 });
    const [, id = ''] = /sluice jobs wait (\S+)/.exec(over.stderr) ?? [];
    const waited = await interrupted('jobs wait', [id]);
    expect(waited).toMatchObject({ code: 3, stderr: expect.stringContaining(`job ${id} goes on`) });
    expect(await run('jobs wait', [id, ...wait])).toMatchObject({ code: 3 });
    for (const [command, ...args] of [
      ['jobs logs', '-f', id],
      ['events follow', id],
    ] as const) {
      const left = await interrupted(command, args);
      expect(left).toMatchObject({ code: 130 });
      expect(await run(command, [...args, ...wait])).toMatchObject({ code: 3 });
    }
    const detached = await interrupted('sql', ['--detach-on-interrupt', '-c', endlessSql]);
    expect(detached).toMatchObject({ code: 3 });
    expect(await run('jobs cancel', ['--all'])).toMatchObject({ code: 0 });
  });

  it('that a Ctrl-C cancels ends its command with 130, or with 6 where that is not confirmed', async () => {
    const session = await stage.client.sessions.create();
    expect(await interrupted('sql', ['-c', endlessSql])).toMatchObject({ code: 130 });
    const exec = [session.id, '-c', endlessSql];
    expect(await interrupted('sessions exec', exec)).toMatchObject({ code: 130 });
    await Promise.all(
      ([['sql'], ['sessions exec', session.id]] as const).map(async ([command, ...first]) => {
        await using proxy = await openProxy((_method, path) => path.endsWith('/cancel'));
        const { env } = proxy;
        const stopped = interrupted(command, [...first, '-c', endlessSql], { env });
        await proxy.held;
        await proxy.close();
        expect(await stopped).toMatchObject({ code: 6 });
      }),
    );
    expect(await run('jobs cancel', ['--all'])).toMatchObject({ code: 0 });
    await stage.client.sessions.close(session.id);
  });

  it('that has ended before its cancel comes ends the command with 5', async () => {
    const { id: session } = await stage.client.sessions.create();
    const quick = ['-c', 'SELECT 1'];
    for (const [command, ...args] of [
      ['sql', ...quick],
      ['sessions exec', session, ...quick],
      ['sessions interrupt', session],
    ] as const) {
      await using proxy = await openProxy((_method, path) => path.endsWith('/cancel'));
      const { env } = proxy;
      const late = await withStoppedHost(async () => {
        if (command === 'sessions interrupt') {
          await run('sessions exec', [session, '--async', ...quick]);
        }
        const ending = interrupted(command, args, { env });
        await proxy.held;
        return { ending };
      });
      const [job] = (await stage.client.list({ limit: 1 })).jobs;
      await stage.client.wait(job?.id ?? '');
      await proxy.release();
      expect(await late.ending).toMatchObject({ code: 5 });
    }
    await stage.client.sessions.close(session);
  });

  it('that does not stop ends a cancel of it, and a close of its session, with 6', async () => {
    const { id: session } = await stage.client.sessions.create();
    const exec = [session, '-c', endlessSql, '--timeout', '100ms'];
    expect(await run('sessions exec', exec)).toMatchObject({ code: 3 });
    await stage.client.createQueue({ name: 'slow' });
    const endless = ['--async', '-o', 'name', '-c', endlessSql];
    const id = await running(['sql', ...endless]);
    const restarted = await running(['sql', '--queue', 'slow', ...endless]);
    await run('files put', ['-', 'obs://lake/deaf.sql'], { input: `${endlessSql};` });
    const batch = await running(['batches submit', 'obs://lake/deaf.sql', '-o', 'name']);
    await withStoppedHost(async () => {
      const soon = ['--timeout', '100ms'];
      expect(await run('jobs cancel', [id, ...soon])).toMatchObject({ code: 6 });
      expect(await run('batches cancel', [batch, ...soon])).toMatchObject({ code: 6 });
      expect(await run('sessions interrupt', [session, ...soon])).toMatchObject({ code: 6 });
      expect(await run('sessions close', [session, ...soon])).toMatchObject({ code: 6 });
      const restart = await run('queues restart', ['slow', '--force', ...soon]);
      expect(restart).toMatchObject({ code: 3 });
    });
    for (const one of [id, restarted, batch]) await stage.client.wait(one);
    await stage.client.sessions.close(session);
  });

  it('or a session that is left by Ctrl-C ends what shows it with 130, and with 3 in time', async () => {
    await run('files put', ['-', 'obs://lake/on.sql'], { input: `${endlessSql};` });
    const batch = await running(['batches submit', 'obs://lake/on.sql', '-o', 'name']);
    const { id: session } = await stage.client.sessions.create();
    for (const [command, ...args] of [
      ['batches logs', '-f', batch],
      ['sessions events', '--follow', session],
    ] as const) {
      await using proxy = await openProxy((_method, path) => /\/(logs|events)/.test(path));
      const options = { env: proxy.env, interruptAfter: proxy.held };
      expect(await run(command, args, options)).toMatchObject({ code: 130 });
      expect(await run(command, [...args, '--timeout', '100ms'])).toMatchObject({ code: 3 });
    }
    const top = { isTerminal: true, interruptAt: /QUEUE/ };
    expect(await run('queues top', [], top)).toMatchObject({ code: 130 });
    expect(await run('batches cancel', [batch])).toMatchObject({ code: 0 });
    await stage.client.sessions.close(session);
  });

  it('or a session that is not open yet ends its command with 3, by Ctrl-C with 130, or with 6', async () => {
    await stage.client.createQueue({ name: 'full', session_places: 0 });
    const create = ['--queue', 'full'];
    const late = await run('sessions create', [...create, '--timeout', '100ms', '-o', 'name']);
    expect(late).toMatchObject({ code: 3, stderr: expect.stringContaining('is waiting') });
    for (const [code, isAnswered] of [
      [130, true],
      [6, false],
    ] as const) {
      const waiting = Promise.withResolvers<void>();
      await using proxy = await openProxy((_method, path) => {
        if (path.includes('/wait')) waiting.resolve();
        return path.endsWith('/close');
      });
      const options = { env: proxy.env, interruptAfter: waiting.promise };
      const left = run('sessions create', create, options);
      await proxy.held;
      if (isAnswered) await proxy.release();
      else await proxy.close();
      expect(await left).toMatchObject({ code });
    }
    const { sessions } = await stage.client.sessions.list({ queue: 'full', status: ['waiting'] });
    for (const { id } of sessions) await stage.client.sessions.close(id);
  });

  it('of an import, an export or a preview ends its command as one of SQL does', async () => {
    await run('sql', ['-c', 'CREATE TABLE moved AS SELECT 1 AS a']);
    const rows = (await run('sql', ['-o', 'name', '-c', 'FROM moved'])).stdout.trim();
    await run('files put', ['-', 'obs://lake/moved.csv'], { input: 'a\n1\n' });
    // One job has its only place, so that the others wait for a cancel, or for its end.
    await stage.client.createQueue({ name: 'narrow', slots: 1 });
    const queue = ['--queue', 'narrow'];
    const first = await running(['sql', ...queue, '--async', '-o', 'name', '-c', endlessSql]);
    const commands = [
      ['tables import', 'obs://lake/moved.csv', 'moved'],
      ['tables export', 'moved', 'obs://lake/moved'],
      ['jobs export', rows, 'obs://lake/rows'],
      ['tables preview', 'moved'],
    ] as const;
    const late = await Promise.all(
      commands.map(async ([command, ...args]) => {
        const over = await run(command, [...args, ...queue, '--timeout', '100ms']);
        expect(over).toMatchObject({
          code: 3,
          stderr: expect.stringContaining('the wait is over'),
        });
        await stage.client.cancel(idOf(over.stderr));
        const stopped = await interrupted(command, [...args, ...queue]);
        expect(stopped).toMatchObject({ code: 130, stdout: '' });
        await using away = await openProxy((_method, path) => path.endsWith('/cancel'));
        const lost = interrupted(command, [...args, ...queue], { env: away.env });
        await away.held;
        await away.close();
        expect(await lost).toMatchObject({ code: 6 });
        await stage.client.cancel(idOf((await lost).stderr));
        const proxy = await openProxy((_method, path) => path.endsWith('/cancel'));
        const ending = interrupted(command, [...args, ...queue], { env: proxy.env });
        await proxy.held;
        return { proxy, ending };
      }),
    );
    await stage.client.cancel(first);
    const { jobs } = await stage.client.list({ queue: 'narrow', limit: late.length });
    for (const { id } of jobs) await stage.client.wait(id);
    for (const { proxy, ending } of late) {
      await proxy.release();
      expect(await ending).toMatchObject({ code: 5 });
      await proxy.close();
    }
  });

  it('of a program ends its commands alike', async () => {
    writeFileSync(join(stage.directory, 'endless.sql'), `${endlessSql};`);
    await run('files put', ['endless.sql', 'obs://lake/endless.sql']);
    const id = await running(['batches submit', 'obs://lake/endless.sql', '-o', 'name']);
    expect(await run('batches wait', [id, '--timeout', '100ms'])).toMatchObject({ code: 3 });
    expect(await interrupted('batches wait', [id])).toMatchObject({ code: 3 });
    expect(await run('batches cancel', [id])).toMatchObject({ code: 0 });
    expect(await run('batches cancel', [id])).toMatchObject({ code: 5 });
    expect(await run('batches receipt', [id])).toMatchObject({ code: 0 });
  });
});

it('docs/cli.md says of each command with what it can end', () => {
  const [, table = ''] = /^### Of each command$(.*?)^## /ms.exec(page) ?? [];
  const told = [...table.matchAll(/^\| (`.*`) \| ([\d, ]+) \|$/gm)].flatMap(
    ([, names = '', codes = '']) =>
      names.split(', ').map((name) => `${name.replaceAll('`', '')}: ${codes}`),
  );
  const found = [...seen].map(
    ([command, codes]) =>
      `${command}: ${[...codes, ...(elsewhere[command] ?? [])].toSorted((one, other) => one - other).join(', ')}`,
  );
  expect(told.toSorted()).toEqual(found.toSorted());
});

/** What takes a gateway of its own: in `cli-server` and `tls.test.ts`. */
const elsewhere: Readonly<Record<string, readonly number[]>> = {
  'server doctor': [0],
  'server reload-tls': [0],
};

/** Submits without waiting, and waits until the job runs. */
async function running([command = '', ...args]: readonly string[]): Promise<string> {
  const id = (await run(command, args)).stdout.trim();
  await expect
    .poll(async () => (await stage.client.get(id)).status, { timeout: 30_000 })
    .toBe('running');
  return id;
}

/** The job that a command says how to wait for. */
function idOf(said: string): string {
  return /sluice jobs wait (\S+)/.exec(said)?.[1] ?? '';
}

/** Runs a command, and sends a Ctrl-C as soon as it says that the job runs. */
function interrupted(
  command: string,
  args: readonly string[],
  options: Partial<InProcessOptions> = {},
) {
  return run(command, args, { interruptAt: /is \w+ \(Ctrl-C|"running"|  running\n/, ...options });
}

/** Meanwhile nothing goes on in DuckDB, and nothing stops there either. */
async function withStoppedHost<Outcome>(act: () => Promise<Outcome>): Promise<Outcome> {
  const host = findHost(stage.gateway.pid);
  process.kill(host, 'SIGSTOP');
  try {
    return await act();
  } finally {
    process.kill(host, 'SIGCONT');
  }
}

/** Holds the first request of this kind, of a command that has this environment. */
async function openProxy(isToBeHeld: (method: string, path: string) => boolean) {
  const proxy = await openHoldingProxy(stage.gateway.url, isToBeHeld);
  const env = { SLUICE_URL: proxy.url, SLUICE_API_KEY: stage.gateway.credential.api_key };
  return { ...proxy, env, [Symbol.asyncDispose]: () => proxy.close() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
