import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Actions } from '../../src/core/actions/actions.ts';
import { guardActions } from '../../src/core/actions/guarded-actions.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import type { ProjectQuotas } from '../../src/core/quotas/project-quotas.ts';
import { fabricDialect } from '../../src/dialects/fabric/fabric-dialect.ts';
import { createSecretBox } from '../../src/http/authentication/secret-box.ts';
import { buildApp } from '../../src/http/build-app.ts';
import { createLogger } from '../../src/http/logs/create-logger.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { enrolEverybody, type Persona, projectId } from '../access/personas.ts';
import { type Core, type CoreOptions, startCore } from '../support/start-core.ts';
import { soon } from '../support/soon.ts';

export const cancelTimeoutMs = 30_000;
export const syncWaitMs = 30_000;

export interface FabricAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Undefined where there is none. */
  readonly body: unknown;
  readonly text: string;
}

export interface FabricCalls {
  /** The id of the shared queue. */
  readonly endpointId: string;
  /** Calls as the admin. A path that does not begin with its version stands below the workspace. */
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    who?: Persona,
  ) => Promise<FabricAnswer>;
  /** A session that is RUNNING. */
  readonly open: () => Promise<string>;
  /** Executes asynchronously, and answers with the id. */
  readonly submit: (sessionId: string, statement: string, more?: object) => Promise<string>;
  /** Executes and waits for the end. */
  readonly run: (sessionId: string, statement: string, more?: object) => Promise<FabricAnswer>;
  readonly close: () => Promise<void>;
}

export interface Fabric extends FabricCalls {
  readonly core: Core;
  /** Waits until a request's status is one of these. */
  readonly until: (
    sessionId: string,
    statementId: string,
    ...statuses: number[]
  ) => Promise<FabricAnswer>;
}

/** The dialect over the real core on the scripted engine. */
export async function startFabric(options: CoreOptions = {}): Promise<Fabric> {
  const core = await startCore(options);
  const calls = await callFabric(core);
  onTestFinished(() => calls.close());
  return {
    ...calls,
    core,
    until: async (sessionId, statementId, ...statuses) => {
      const look = async (): Promise<FabricAnswer> => {
        const answer = await calls.call('GET', `sessions/${sessionId}/statements/${statementId}`);
        if (statuses.includes((answer.body as { status: number }).status)) return answer;
        await core.quiet();
        return look();
      };
      return soon(`status ${statuses.join(' or ')}`, look());
    },
  };
}

export interface FabricWorld {
  readonly actions: Actions;
  readonly stores: Stores;
  readonly quotas: ProjectQuotas;
  readonly clock: Clock;
}

/** The dialect behind the door of the real HTTP app. Everybody of the personas may call. */
export async function callFabric(world: FabricWorld): Promise<FabricCalls> {
  const { actions, stores, quotas, clock } = world;
  const queue = await stores.queues.find(projectId, 'default');
  const endpointId = queue?.id ?? '';
  await enrolEverybody(stores, endpointId);
  const app = await buildApp({
    logger: createLogger('silent'),
    identities: stores.identities,
    secrets: createSecretBox(randomBytes(32)),
    quotas,
    audit: stores.audit,
    homeProjectId: 'home',
    clock,
    readiness: async () => [],
    dialects: [
      {
        name: 'fabric',
        prefix: '',
        plugin: fabricDialect(guardActions(actions, stores), {
          cancelTimeoutMs,
          clock,
          syncWaitMs,
          idleTimeoutMs: 600_000,
        }),
        accepts: [],
      },
    ],
  });
  const calls: FabricCalls = {
    endpointId,
    call: async (method, path, body, who = 'admin') => {
      const answer = await app.inject({
        method: method as 'GET',
        url: path.startsWith('/') ? path : `/v1/workspaces/${projectId}/${path}`,
        headers: who === 'nobody' ? {} : { 'x-auth-token': `token-of-${who}` },
        ...(body !== undefined && {
          payload: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        text: answer.body,
        body: answer.body === '' ? undefined : JSON.parse(answer.body),
      };
    },
    open: async () => {
      const answer = await calls.call('POST', 'sessions', sessionOrder(endpointId));
      if (answer.status !== 200) throw new Error(answer.text);
      return (answer.body as { session_id: string }).session_id;
    },
    submit: async (sessionId, statement, more) => {
      const order = { session_id: sessionId, statement, ...more };
      const answer = await calls.call('POST', 'sessions/statements', order);
      if (answer.status !== 200) throw new Error(answer.text);
      return (answer.body as { statement_id: string }).statement_id;
    },
    run: (sessionId, statement, more) =>
      calls.call('POST', 'sessions/statements', {
        session_id: sessionId,
        statement,
        is_sync: true,
        ...more,
      }),
    close: () => app.close(),
  };
  return calls;
}

export function sessionOrder(endpointId: string) {
  return {
    endpoint_id: endpointId,
    lake_formation_config: { instance_id: 'lake-1', catalog: 'hive' },
  };
}
