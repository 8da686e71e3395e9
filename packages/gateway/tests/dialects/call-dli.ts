import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import type { InjectOptions } from 'fastify';
import type { Principal, Role } from '../../src/core/access/principal.ts';
import type { GuardedActions } from '../../src/core/actions/guarded-actions.ts';
import type { JobId } from '../../src/core/job/job.ts';
import type { AuditLog } from '../../src/core/ports/audit-log.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import type { IdentityStore } from '../../src/core/ports/identity-store.ts';
import type { ProjectQuotas } from '../../src/core/quotas/project-quotas.ts';
import { dliDialect } from '../../src/dialects/dli/dli-dialect.ts';
import { projectNotServed } from '../../src/dialects/dli/not-supported.ts';
import { createSecretBox } from '../../src/http/authentication/secret-box.ts';
import { hashSecret } from '../../src/http/authentication/secret-hash.ts';
import { buildApp } from '../../src/http/build-app.ts';
import { createLogger } from '../../src/http/logs/create-logger.ts';

/** The dialect behind the door of the real HTTP app, called by members of one project. */
export interface DliCalls {
  /**
   * Calls as the admin `alice`, unless the headers say otherwise. A path that does not begin with its
   * version stands below `/v2.0/{project_id}` if it is of sessions or resources, else below `/v1.0/{project_id}`. A body that is text goes out as it stands.
   */
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Submits a statement and answers with the id of its job. */
  submit(body: string | object): Promise<JobId>;
  /** What was logged, line by line. */
  readonly logged: readonly string[];
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** The body, letter by letter. */
  readonly text: string;
}

export interface CalledWorld {
  readonly actions: GuardedActions;
  readonly identities: IdentityStore;
  readonly audit: AuditLog;
  readonly quotas: ProjectQuotas;
  readonly clock: Clock;
  /** `text` when absent. */
  readonly appIdAs?: 'text' | 'list';
}

export const cancelTimeoutMs = 30_000;

/** Tokens of the project's members; that of `mallory` was good a minute ago. */
export const tokens = { alice: 'token-of-alice', victor: 'token-of-victor', mallory: 'too-old' };

export async function callDli(world: CalledWorld, projectId: string): Promise<DliCalls> {
  const { actions, identities, audit, quotas, clock, appIdAs = 'text' } = world;
  await enrol(world, projectId, 'alice', 'admin', 3_600_000);
  await enrol(world, projectId, 'victor', 'viewer', 3_600_000);
  await enrol(world, projectId, 'mallory', 'admin', -60_000);
  const logged: string[] = [];
  const log = new Writable({
    write(line, _encoding, done) {
      logged.push(String(line));
      done();
    },
  });
  const app = await buildApp({
    logger: createLogger('info', log),
    identities,
    secrets: createSecretBox(randomBytes(32)),
    quotas,
    audit,
    homeProjectId: 'home',
    clock,
    readiness: () => Promise.resolve([]),
    dialects: [
      {
        name: 'dli',
        plugin: dliDialect(actions, { cancelTimeoutMs, clock, appIdAs }),
        prefix: '',
        accepts: [],
        projectOfUnknown: projectNotServed,
      },
    ],
  });
  const calls: DliCalls = {
    async call(method, path, body, headers = { 'x-auth-token': tokens.alice }) {
      const version = /^(?:sessions|batches|resources)/.test(path) ? 'v2.0' : 'v1.0';
      const url = path.startsWith('/v') ? path : `/${version}/${projectId}/${path}`;
      const answer = await app.inject({ method, url, headers, ...payloadOf(body) });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        text: answer.body,
        body: answer.body === '' ? null : JSON.parse(answer.body),
      };
    },
    async submit(body) {
      const order = typeof body === 'string' ? { sql: body } : body;
      const answer = await calls.call('POST', 'jobs/submit-job', order);
      if (answer.status !== 200) throw new Error(answer.text);
      return (answer.body as { job_id: JobId }).job_id;
    },
    logged,
    close: () => app.close(),
  };
  return calls;
}

async function enrol(
  { identities, clock }: CalledWorld,
  projectId: string,
  userName: keyof typeof tokens,
  role: Role,
  ttlMs: number,
): Promise<void> {
  const principal: Principal = {
    userId: `${userName}-of-${projectId}`,
    userName,
    domainId: 'd1',
    domainName: 'acme',
    projectId,
    projectName: 'cn-north-4',
    role,
  };
  const secrets = { passwordHash: '-', sealedSecret: '-', apiKeyHash: userName };
  await identities.enrol({ principal, accessKey: `AK-${userName}`, ...secrets });
  const issuedAt = clock.now();
  const hash = hashSecret(tokens[userName]);
  await identities.saveToken({ hash, principal, issuedAt, expiresAt: issuedAt + ttlMs });
}

function payloadOf(body: unknown): InjectOptions {
  if (body === undefined) return {};
  const isAsItStands = typeof body === 'string' || Buffer.isBuffer(body);
  return { payload: isAsItStands ? body : JSON.stringify(body) };
}
