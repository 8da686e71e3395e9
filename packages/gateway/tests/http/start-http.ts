import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import type { Principal } from '../../src/core/access/principal.ts';
import type { AuditLog } from '../../src/core/ports/audit-log.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import type { IdentityStore } from '../../src/core/ports/identity-store.ts';
import { createMember, type PlainCredential } from '../../src/http/authentication/create-member.ts';
import { createSecretBox } from '../../src/http/authentication/secret-box.ts';
import { type AppOptions, buildApp, type MountedDialect } from '../../src/http/build-app.ts';
import type { Readiness } from '../../src/http/health-routes.ts';
import { createLogger } from '../../src/http/logs/create-logger.ts';
import { openSqliteStores } from '../../src/stores/sqlite/open-sqlite-stores.ts';
import type { QuotaLimits } from '../../src/core/quotas/quota.ts';
import { fixedQuotas } from '../support/fixed-quotas.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { echoDialect } from './echo-dialect.ts';
import { vectorCredential, vectorProject, vectorTime } from './vectors.ts';

export interface Http {
  readonly app: FastifyInstance;
  readonly identities: IdentityStore;
  readonly audit: AuditLog;
  readonly clock: SetClock;
  /** Every line that was logged, parsed. */
  readonly log: readonly LogLine[];
  /** The same as text. */
  readonly logText: () => string;
  /** Adds a user with a credential of his own. */
  enrol(principal: Principal, credential: PlainCredential): Promise<void>;
}

export type LogLine = Readonly<Record<string, unknown>>;

export interface HttpOptions {
  readonly dialects?: readonly MountedDialect[];
  readonly readiness?: Readiness;
  readonly metrics?: NonNullable<AppOptions['metrics']>;
  /** An identity store of the test's own; else a new one. */
  readonly identities?: IdentityStore;
  /** Of every project; no limit unless said. */
  readonly quotas?: Partial<QuotaLimits>;
  /** How waits are waited; unless said, they last until nobody needs them. */
  readonly sleep?: Clock['sleep'];
}

/** A clock that stands where it is set. */
export interface SetClock extends Clock {
  set(now: number): void;
}

/** An administrator of the project of the contract's vectors, who signs with their keys. */
export const maria: Principal = {
  userId: 'u1',
  userName: 'maria',
  domainId: 'd1',
  domainName: 'acme',
  projectId: vectorProject,
  projectName: 'cn-north-4',
  role: 'admin',
};

export const mariasCredential: PlainCredential = {
  ...vectorCredential,
  password: 'correct horse battery',
  apiKey: 'slk_marias-own-key',
};

const secrets = createSecretBox(Buffer.alloc(32, 7));
/** Made once: the password is hashed slowly, on purpose. */
const mariasMember = createMember(secrets, maria, mariasCredential);

/** The whole app over a real store, with a dialect that tells what it was asked. */
export async function startHttp(options: HttpOptions = {}): Promise<Http> {
  const clock = createSetClock(options.sleep ?? sleepUntilUnneeded);
  const stores = await openStores(clock);
  const identities = options.identities ?? stores.identities;
  const log: LogLine[] = [];
  let text = '';
  const logger = createLogger('debug', {
    write(line) {
      text += line;
      log.push(JSON.parse(line) as LogLine);
    },
  });
  const enrol = async (principal: Principal, credential: PlainCredential) =>
    identities.enrol(await createMember(secrets, principal, credential));
  await identities.enrol(await mariasMember);
  const app = await buildApp({
    logger,
    identities,
    secrets,
    quotas: fixedQuotas(clock, options.quotas),
    audit: stores.audit,
    homeProjectId: maria.projectId,
    clock,
    readiness: options.readiness ?? (async () => []),
    ...(options.metrics && { metrics: options.metrics }),
    dialects: options.dialects ?? [
      { name: 'echo', plugin: echoDialect, prefix: '', accepts: [] },
      { name: 'echo', plugin: echoDialect, prefix: '/api/v1', accepts: ['bearer'] },
    ],
  });
  onTestFinished(() => app.close());
  return { app, identities, audit: stores.audit, clock, log, logText: () => text, enrol };
}

async function openStores(clock: Clock): Promise<Stores> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-http-'));
  const stores = await openSqliteStores(join(directory, 'state.db'), clock);
  onTestFinished(async () => {
    await stores.close();
    await rm(directory, { recursive: true });
  });
  return stores;
}

function createSetClock(sleep: Clock['sleep']): SetClock {
  let now = vectorTime;
  return {
    now: () => now,
    steady: () => now,
    sleep,
    set: (at) => {
      now = at;
    },
  };
}

function sleepUntilUnneeded(_ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
}
