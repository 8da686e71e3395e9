import { onTestFinished } from 'vitest';
import { guardActions } from '../../src/core/actions/guarded-actions.ts';
import type { Job } from '../../src/core/job/job.ts';
import type { Session } from '../../src/core/session/session.ts';
import { livyDialect, livyOpenRoutes } from '../../src/dialects/livy/livy-dialect.ts';
import { createSecretBox } from '../../src/http/authentication/secret-box.ts';
import { buildApp } from '../../src/http/build-app.ts';
import { createLogger } from '../../src/http/logs/create-logger.ts';
import { soon } from '../support/soon.ts';
import { type Core, type CoreOptions, startCore } from '../support/start-core.ts';
import { enrolUsers, keyOf, projectId, type UserName } from './native-users.ts';

/** The Livy dialect behind its door, over the core with the scripted engine, on a real socket. */
export interface Livy {
  readonly core: Core;
  /** Without the prefix under which the dialect is mounted. */
  readonly origin: string;
  /** Calls as `alice`, the admin, unless other headers say otherwise. A body goes out as JSON. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<LivyAnswer>;
  get(path: string): Promise<LivyAnswer>;
  post(path: string, body?: unknown): Promise<LivyAnswer>;
  /** Makes a session. @returns its id, not waiting until it is open */
  create(order?: object): Promise<number>;
  /** As `create`, and waits until it is open. */
  open(order?: object): Promise<number>;
  /** Submits a statement. @returns its number */
  submit(session: number, code?: string): Promise<number>;
  /** As `submit`, and waits until it has ended. */
  run(session: number, code?: string): Promise<number>;
  sessionOf(number: number): Promise<Session>;
  jobOf(session: number, statement: number): Promise<Job>;
  until(session: number, status: Session['state']['status']): Promise<void>;
}

export interface LivyAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly text: string;
}

export interface LivyStart extends CoreOptions {
  readonly prefix?: '/livy' | '';
  readonly demandsRequestedBy?: boolean;
  readonly cancelTimeoutMs?: number;
}

export async function startLivy({
  prefix = '/livy',
  demandsRequestedBy = false,
  cancelTimeoutMs = 30_000,
  ...options
}: LivyStart = {}): Promise<Livy> {
  const core = await startCore(options);
  const { stores, quotas, clock } = core;
  await enrolUsers(stores.identities);
  const actions = guardActions(core.actions, stores);
  const app = await buildApp({
    logger: createLogger('silent'),
    identities: stores.identities,
    audit: stores.audit,
    homeProjectId: projectId,
    secrets: createSecretBox(Buffer.alloc(32)),
    quotas,
    clock,
    readiness: async () => [],
    dialects: [
      {
        name: 'livy',
        prefix,
        plugin: livyDialect(actions, { cancelTimeoutMs, demandsRequestedBy }),
        openRoutes: livyOpenRoutes,
        accepts: ['bearer', 'basic'],
      },
    ],
  });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());

  const sessionOf = async (number: number) => {
    const session = await stores.sessions.findByNumber(projectId, number);
    if (!session) throw new Error(`no session ${number}`);
    return session;
  };
  const livy: Livy = {
    core,
    origin,
    async call(method, path, body, headers = {}) {
      const answer = await fetch(origin + prefix + path, {
        method,
        headers: {
          authorization: `Bearer ${keyOf('alice')}`,
          'content-type': 'application/json',
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      const parsed: unknown = text === '' ? null : JSON.parse(text);
      if (answer.status >= 400) refuseOtherErrors(parsed);
      return { status: answer.status, headers: answer.headers, body: parsed, text };
    },
    get: (path) => livy.call('GET', path),
    post: (path, body) => livy.call('POST', path, body),
    async create(order = { kind: 'sql' }) {
      const answer = await livy.post('/sessions', order);
      if (answer.status !== 201) throw new Error(answer.text);
      return (answer.body as { id: number }).id;
    },
    async open(order) {
      const id = await livy.create(order);
      await livy.until(id, 'open');
      return id;
    },
    async submit(session, code = 'SELECT 1') {
      const answer = await livy.post(`/sessions/${session}/statements`, { code });
      if (answer.status !== 201) throw new Error(answer.text);
      return (answer.body as { id: number }).id;
    },
    async run(session, code) {
      const statement = await livy.submit(session, code);
      await core.ended((await livy.jobOf(session, statement)).id, projectId);
      return statement;
    },
    sessionOf,
    async jobOf(session, statement) {
      const { id } = await sessionOf(session);
      const page = { offset: 0, limit: 1, order: 'number_asc' } as const;
      const { jobs } = await stores.sessions.listStatements(id, { number: statement }, page);
      if (!jobs[0]) throw new Error(`no statement ${statement} in session ${session}`);
      return jobs[0];
    },
    async until(number, status) {
      const { id } = await sessionOf(number);
      await soon(
        `session ${number} is ${status}`,
        core.actions.awaitSession(projectId, id, 60_000, ({ state }) => state.status === status),
      );
    },
  };
  return livy;
}

/** The headers of a call in the name of a user. */
export function as(user: UserName): Record<string, string> {
  return { authorization: `Bearer ${keyOf(user)}` };
}

/** Livy's clients read `msg` and nothing else. */
function refuseOtherErrors(body: unknown): void {
  const isLivys =
    typeof body === 'object' &&
    body !== null &&
    Object.keys(body).join() === 'msg' &&
    typeof (body as { msg: unknown }).msg === 'string';
  if (!isLivys) throw new Error(`no error of Livy's: ${JSON.stringify(body)}`);
}
