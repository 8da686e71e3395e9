import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedGateway, startGateway } from './support/start-gateway.ts';

// One session, one statement, and four APIs that tell the same of it in words of their own.

const scan = 'SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3';

const dialects = ['native', 'dli', 'fabric', 'livy'] as const;
type Dialect = (typeof dialects)[number];

/** By its own id, and by the number that Livy has for it. */
interface SessionName {
  readonly id: string;
  readonly number: number;
}

/** By the id of its job, and by its number in the session, which DLI and Livy have for it. */
interface StatementName {
  readonly id: string;
  readonly number: number;
}

/** As the native API shows it. */
interface StatementView {
  readonly id: string;
  readonly status: string;
  readonly statement_number: number;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** How one dialect says it. */
interface Door {
  readonly create: () => Promise<Answer>;
  readonly show: (session: SessionName) => Promise<Answer>;
  readonly close: (session: SessionName) => Promise<Answer>;
  readonly submit: (session: SessionName, sql: string) => Promise<Answer>;
  readonly showStatement: (session: SessionName, statement: StatementName) => Promise<Answer>;
  readonly cancel: (session: SessionName, statement: StatementName) => Promise<Answer>;
  readonly says: {
    readonly open: object;
    readonly busy: object;
    readonly closed: object;
    readonly hasClosed: object;
    readonly running: object;
    readonly cancelled: object;
    readonly hasCancelled: object;
  };
}

let gateway: StartedGateway;
let doors: Record<Dialect, Door>;
beforeAll(async () => {
  gateway = await startGateway({ env: { SLUICE_SAMPLES: 'off' } });
  doors = await openDoors();
});
afterAll(() => gateway?.stop());

const pairs = dialects.flatMap((one) => dialects.map((other) => [one, other] as const));
const others = pairs.filter(([one, other]) => one !== other);

describe('a session', () => {
  it.each(others)('made by %s and closed by %s is told alike by all', async (maker, closer) => {
    const session = await open(maker);
    for (const dialect of dialects) {
      const { show, says } = doors[dialect];
      expect({ dialect, ...(await show(session)) }).toMatchObject({ dialect, ...says.open });
    }
    const closed = await doors[closer].close(session);
    expect(closed).toMatchObject(doors[closer].says.hasClosed);
    for (const dialect of dialects) {
      const { show, says } = doors[dialect];
      expect({ dialect, ...(await show(session)) }).toMatchObject({ dialect, ...says.closed });
    }
  });
});

describe('a statement', () => {
  it.each(others)(
    'submitted by %s and cancelled by %s is told alike by all',
    async (one, other) => {
      const session = await open(other);
      expect((await doors[one].submit(session, scan)).status).toBeOneOf([200, 201]);
      const statement = await untilRunning(session);
      for (const dialect of dialects) {
        const { show, showStatement, says } = doors[dialect];
        const told = await showStatement(session, statement);
        expect({ dialect, ...told }).toMatchObject({ dialect, ...says.running });
        expect({ dialect, ...(await show(session)) }).toMatchObject({ dialect, ...says.busy });
      }
      const cancelled = await doors[other].cancel(session, statement);
      expect(cancelled).toMatchObject(doors[other].says.hasCancelled);
      for (const dialect of dialects) {
        const { show, showStatement, says } = doors[dialect];
        const told = await showStatement(session, statement);
        expect({ dialect, ...told }).toMatchObject({ dialect, ...says.cancelled });
        expect({ dialect, ...(await show(session)) }).toMatchObject({ dialect, ...says.open });
      }
      expect(await doors[one].close(session)).toMatchObject(doors[one].says.hasClosed);
    },
  );
});

describe('what was prepared', () => {
  it.each(others)('by %s is executed by %s, and told alike by all', async (one, other) => {
    const session = await open(one);
    for (const sql of [
      'CREATE TEMP TABLE kept (i INT)',
      'PREPARE put AS INSERT INTO kept VALUES (?), (?)',
    ]) {
      expect((await doors[one].submit(session, sql)).status).toBeOneOf([200, 201]);
    }
    for (const sql of ['EXECUTE put(1, 2)', 'PREPARE sum AS SELECT sum(i) + $1 AS s FROM kept']) {
      expect((await doors[other].submit(session, sql)).status).toBeOneOf([200, 201]);
    }
    expect((await doors[one].submit(session, 'EXECUTE sum(4)')).status).toBeOneOf([200, 201]);
    await expect
      .poll(async () => (await statementsOf(session)).map(({ status }) => status), {
        timeout: 30_000,
      })
      .toEqual(Array.from({ length: 5 }, () => 'succeeded'));
    const [, , put, , sum] = await statementsOf(session);
    for (const { id, statement_number, rows, affected } of [
      { ...put, rows: [], affected: 2 },
      { ...sum, rows: [[7]], affected: null },
    ]) {
      const name = { id: String(id), number: Number(statement_number) };
      const shown = (dialect: Dialect) => doors[dialect].showStatement(session, name);
      expect(await shown('native')).toMatchObject({
        body: { result: { affected_rows: affected } },
      });
      for (const dialect of ['dli', 'livy'] as const) {
        const data = { 'application/json': { data: rows } };
        expect({ dialect, ...(await shown(dialect)) }).toMatchObject({
          dialect,
          body: { output: { status: 'ok', data } },
        });
      }
      expect(await shown('fabric')).toMatchObject({
        body: { results: [{ num_rows: affected ?? 1, result_set: { rows: rows.map(texts) } }] },
      });
    }
    expect(await doors[other].close(session)).toMatchObject(doors[other].says.hasClosed);
  });
});

const texts = (row: readonly number[]) => row.map(String);

describe('what is too long', () => {
  it('is refused by each in its envelope, and the session goes on', async () => {
    const session = await open('native');
    const code = `SELECT '${'x'.repeat(9_900_000)}'`;
    const tooLong = expect.stringContaining('too long') as string;
    expect(await doors.native.submit(session, code)).toMatchObject({
      status: 400,
      body: { detail: tooLong },
    });
    expect(await doors.dli.submit(session, code)).toMatchObject({
      status: 400,
      body: {
        error_code: 'DLI.0001',
        error_msg: expect.stringContaining('1024 characters') as string,
      },
    });
    expect(await doors.livy.submit(session, code)).toMatchObject({
      status: 400,
      body: { msg: tooLong },
    });
    // There one that cannot be read fails in its turn, behind those before it.
    const { project_id } = gateway.credential;
    const path = `/v1/workspaces/${project_id}/sessions/statements`;
    const order = { session_id: session.id, statement: `SELECT 1; ${code}`, is_sync: true };
    expect(await call('POST', path, order)).toMatchObject({
      status: 200,
      body: {
        status: -1,
        results: [
          { status: 'PGRES_TUPLES_OK' },
          { status: 'PGRES_FATAL_ERROR', sql_state: '0A000', message: tooLong },
        ],
      },
    });
    expect(await doors.livy.close(session)).toMatchObject(doors.livy.says.hasClosed);
  });

  it('is cut between rows where an answer has all of them, which says so', async () => {
    const session = await open('native');
    const { body } = await doors.native.submit(
      session,
      "SELECT i, repeat('x', 5000000) FROM range(3) t(i)",
    );
    const [{ id, statement_number: number }] = (body as { statements: [StatementView] }).statements;
    await expect
      .poll(async () => (await call('GET', `/api/v1/jobs/${id}`)).body, { timeout: 30_000 })
      .toMatchObject({ status: 'succeeded' });
    for (const dialect of ['dli', 'livy'] as const) {
      const told = await doors[dialect].showStatement(session, { id, number });
      const { output } = told.body as { output: { data: Record<string, unknown> } };
      expect({ dialect, shown: output.data['application/json'] }).toMatchObject({
        dialect,
        shown: { data: [], truncated: true, total_rows: 3 },
      });
    }
    expect(await doors.dli.close(session)).toMatchObject(doors.dli.says.hasClosed);
  });
});

/** Makes a session, and waits until it is open. */
async function open(maker: Dialect): Promise<SessionName> {
  const { body } = await doors[maker].create();
  const { id, session_id = id } = body as { id?: unknown; session_id?: unknown };
  const find = async () => {
    const { sessions } = (await call('GET', '/api/v1/sessions?limit=100')).body as {
      sessions: (SessionName & { status: string })[];
    };
    return sessions.find((one) => one.id === session_id || one.number === session_id) ?? null;
  };
  await expect.poll(async () => (await find())?.status, { timeout: 30_000 }).toBe('open');
  const found = await find();
  if (!found) throw new Error('the session went away');
  return { id: found.id, number: found.number };
}

async function statementsOf({ id }: SessionName): Promise<readonly StatementView[]> {
  const { body } = await call('GET', `/api/v1/sessions/${id}/statements`);
  return (body as { statements: StatementView[] }).statements;
}

async function untilRunning(session: SessionName): Promise<StatementName> {
  const find = async () => (await statementsOf(session))[0];
  await expect.poll(async () => (await find())?.status, { timeout: 30_000 }).toBe('running');
  const found = await find();
  if (!found) throw new Error('the statement went away');
  return { id: found.id, number: found.statement_number };
}

const ok = (body: object) => ({ status: 200, body });

async function openDoors(): Promise<Record<Dialect, Door>> {
  const { project_id: project } = gateway.credential;
  const dli = `/v2.0/${project}/sessions`;
  const fabric = `/v1/workspaces/${project}`;
  const endpoints = (await call('GET', `${fabric}/endpoints`)).body as {
    endpoints: { id: string; name: string }[];
  };
  const endpoint = endpoints.endpoints.find(({ name }) => name === 'default')?.id;
  return {
    native: {
      create: () => call('POST', '/api/v1/sessions', {}),
      show: ({ id }) => call('GET', `/api/v1/sessions/${id}`),
      close: ({ id }) => call('POST', `/api/v1/sessions/${id}/close`, {}),
      submit: ({ id }, sql) =>
        call('POST', `/api/v1/sessions/${id}/statements`, { statements: [sql] }),
      showStatement: ({ id }, { number }) =>
        call('GET', `/api/v1/sessions/${id}/statements/${number}`),
      cancel: (_session, { id }) => call('POST', `/api/v1/jobs/${id}/cancel`, {}),
      says: {
        open: ok({ status: 'open' }),
        busy: ok({ status: 'open' }),
        closed: ok({ status: 'closed' }),
        hasClosed: ok({ verdict: 'closed' }),
        running: ok({ status: 'running' }),
        cancelled: ok({ status: 'cancelled' }),
        hasCancelled: ok({ verdict: 'cancelled' }),
      },
    },
    dli: {
      create: () => call('POST', dli, { kind: 'sql', queue: 'default' }),
      show: ({ id }) => call('GET', `${dli}/${id}/state`),
      close: ({ id }) => call('DELETE', `${dli}/${id}`),
      submit: ({ id }, code) => call('POST', `${dli}/${id}/statements`, { code }),
      showStatement: ({ id }, { number }) => call('GET', `${dli}/${id}/statements/${number}`),
      cancel: ({ id }, { number }) => call('POST', `${dli}/${id}/statements/${number}/cancel`),
      says: {
        open: ok({ state: 'idle' }),
        busy: ok({ state: 'busy' }),
        closed: ok({ state: 'dead' }),
        hasClosed: ok({ msg: 'deleted' }),
        running: ok({ state: 'running' }),
        cancelled: ok({ state: 'cancelled' }),
        hasCancelled: ok({ msg: 'canceled' }),
      },
    },
    fabric: {
      create: () =>
        call('POST', `${fabric}/sessions`, {
          endpoint_id: endpoint,
          lake_formation_config: { instance_id: 'lake', catalog: 'hive' },
        }),
      show: ({ id }) => call('GET', `${fabric}/sessions/${id}`),
      close: ({ id }) => call('DELETE', `${fabric}/sessions/${id}`),
      submit: ({ id }, statement) =>
        call('POST', `${fabric}/sessions/statements`, { session_id: id, statement }),
      showStatement: (session, { id }) =>
        call('GET', `${fabric}/sessions/${session.id}/statements/${id}`),
      cancel: (session, { id }) =>
        call('POST', `${fabric}/sessions/${session.id}/statements/${id}/cancel`),
      says: {
        open: ok({ status: 'RUNNING' }),
        busy: ok({ status: 'RUNNING' }),
        closed: ok({ status: 'CLOSED' }),
        hasClosed: { status: 200, body: null },
        running: ok({ status: 1 }),
        cancelled: ok({ status: 4, results: [{ sql_state: '57014' }] }),
        hasCancelled: { status: 200, body: null },
      },
    },
    livy: {
      create: () => call('POST', '/livy/sessions', { kind: 'sql' }),
      show: ({ number }) => call('GET', `/livy/sessions/${number}/state`),
      close: ({ number }) => call('DELETE', `/livy/sessions/${number}`),
      submit: ({ number }, code) => call('POST', `/livy/sessions/${number}/statements`, { code }),
      showStatement: (session, { number }) =>
        call('GET', `/livy/sessions/${session.number}/statements/${number}`),
      cancel: (session, { number }) =>
        call('POST', `/livy/sessions/${session.number}/statements/${number}/cancel`),
      says: {
        open: ok({ state: 'idle' }),
        busy: ok({ state: 'busy' }),
        // There it is gone once it was deleted (livy-api.md 1).
        closed: { status: 404 },
        hasClosed: ok({ msg: 'deleted' }),
        running: ok({ state: 'running' }),
        cancelled: ok({ state: 'cancelled', output: { ename: 'Cancelled' } }),
        hasCancelled: ok({ msg: 'canceled' }),
      },
    },
  };
}

let token: Promise<string> | undefined;

async function call(method: string, path: string, body?: object): Promise<Answer> {
  token ??= issueToken();
  const answer = await fetch(gateway.url + path, {
    method,
    headers: { 'x-auth-token': await token, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
}

/** One for all four: each dialect takes it. */
async function issueToken(): Promise<string> {
  const { user, domain, password, project_id } = gateway.credential;
  const identity = {
    methods: ['password'],
    password: { user: { name: user, password, domain: { name: domain } } },
  };
  const answer = await fetch(`${gateway.url}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity, scope: { project: { id: project_id } } } }),
  });
  return answer.headers.get('x-subject-token') ?? '';
}
