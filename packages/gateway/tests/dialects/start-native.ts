import { Problem } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { onTestFinished } from 'vitest';
import type { Actions } from '../../src/core/actions/actions.ts';
import { guardActions } from '../../src/core/actions/guarded-actions.ts';
import type { JobId } from '../../src/core/job/job.ts';
import { EventStreams } from '../../src/dialects/native/event-streams.ts';
import { nativeDialect } from '../../src/dialects/native/native-dialect.ts';
import { ApiDescription } from '../../src/dialects/native/openapi/api-description.ts';
import { apiPages } from '../../src/dialects/native/openapi/api-pages.ts';
import { createSecretBox } from '../../src/http/authentication/secret-box.ts';
import { buildApp } from '../../src/http/build-app.ts';
import { createLogger } from '../../src/http/logs/create-logger.ts';
import { type Core, type CoreOptions, startCore } from '../support/start-core.ts';
import { enrolUsers, keyOf, projectId, type UserName } from './native-users.ts';

/** The native dialect behind its door, over the core with the scripted engine, on a real socket. */
export interface Native {
  readonly core: Core;
  readonly streams: EventStreams;
  /** Where the dialect is mounted. */
  readonly url: string;
  /** Calls as `alice`, the admin, unless other headers say otherwise. */
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** As `get`. Bytes go out as they stand, anything else as JSON. */
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** As `post`. */
  patch(path: string, body: unknown): Promise<Answer>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** Submits a statement and answers with the id of its job. */
  submit(order?: object): Promise<JobId>;
  /** As `submit`, and waits until the job has ended. */
  run(order?: object): Promise<JobId>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Of JSON; null of anything else. */
  readonly body: unknown;
  /** The body, letter by letter. */
  readonly text: string;
}

export const cancelTimeoutMs = 30_000;
export const unknownId = '00000000-0000-4000-8000-000000000000';

/** @param around what a test puts in the place of an action */
export async function startNative(
  options: CoreOptions = {},
  around: (actions: Actions) => Actions = (actions) => actions,
): Promise<Native> {
  const core = await startCore(options);
  await enrolUsers(core.stores.identities);
  const streams = new EventStreams();
  const description = new ApiDescription('1.2.3');
  const app = await buildApp({
    logger: createLogger('silent'),
    identities: core.stores.identities,
    audit: core.stores.audit,
    homeProjectId: projectId,
    secrets: createSecretBox(Buffer.alloc(32)),
    quotas: core.quotas,
    clock: core.clock,
    readiness: async () => [],
    pages: apiPages(description),
    dialects: [
      {
        name: 'native',
        plugin: description.describing(
          nativeDialect(guardActions(around(core.actions), core.stores), {
            cancelTimeoutMs,
            streams,
          }),
        ),
        prefix: '/api/v1',
        accepts: ['bearer'],
      },
    ],
  });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    const closed = app.close();
    // A client has all of a file before the server knows that it is sent.
    app.server.closeAllConnections();
    await closed;
  });
  const url = `${origin}/api/v1`;

  const native: Native = {
    core,
    streams,
    url,
    get: async (path, headers = {}) =>
      toAnswer(await fetch(url + path, { headers: { ...as('alice'), ...headers } })),
    post: async (path, body, headers = {}) =>
      toAnswer(
        await fetch(url + path, {
          method: 'POST',
          headers: { ...as('alice'), 'content-type': 'application/json', ...headers },
          ...(body !== undefined && { body: payloadOf(body) }),
        }),
      ),
    patch: async (path, body) =>
      toAnswer(
        await fetch(url + path, {
          method: 'PATCH',
          headers: { ...as('alice'), 'content-type': 'application/json' },
          body: payloadOf(body),
        }),
      ),
    put: async (path, body, headers = {}) =>
      toAnswer(
        await fetch(url + path, {
          method: 'PUT',
          headers: { ...as('alice'), 'content-type': 'application/json', ...headers },
          body: payloadOf(body),
        }),
      ),
    delete: async (path) =>
      toAnswer(await fetch(url + path, { method: 'DELETE', headers: as('alice') })),
    submit: async (order = {}) => {
      const answer = await native.post('/jobs', { sql: 'SELECT 1', ...order });
      if (answer.status !== 201) throw new Error(answer.text);
      return (answer.body as { id: JobId }).id;
    },
    run: async (order) => {
      const jobId = await native.submit(order);
      await core.ended(jobId, projectId);
      return jobId;
    },
  };
  return native;
}

/** The headers of a call in the name of a user. */
export function as(user: UserName): Record<string, string> {
  return { authorization: `Bearer ${keyOf(user)}` };
}

function payloadOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

/** Every refusal is a problem; one that is not fails its test here. */
async function toAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const body: unknown = /^application\/(problem\+)?json\b/.test(type) ? JSON.parse(text) : null;
  if (response.status >= 400) {
    const isProblem = type.startsWith('application/problem+json') && Value.Check(Problem, body);
    if (!isProblem || body.status !== response.status) throw new Error(`no problem: ${text}`);
  }
  return { status: response.status, headers: response.headers, text, body };
}
