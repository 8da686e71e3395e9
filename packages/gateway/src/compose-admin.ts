import { userInfo } from 'node:os';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { type AdminDeed, buildAdminApp } from './admin/admin-app.ts';
import { AdminSocketInUseError, openAdminSocket } from './admin/open-admin-socket.ts';
import { addProject } from './admin/verbs/add-project.ts';
import { listProjects } from './admin/verbs/list-projects.ts';
import { listQuotas } from './admin/verbs/list-quotas.ts';
import { setQuota } from './admin/verbs/set-quota.ts';
import type { Actions } from './core/actions/actions.ts';
import type { ProjectQuotas } from './core/quotas/project-quotas.ts';
import type { Stores } from './stores/stores.ts';
import { randomIds } from './system/random-ids.ts';
import { reasonOf } from './system/reason-of.ts';
import { StartError } from './system/start-error.ts';

export interface AdminParts {
  /** Absolute; nobody else can enter it. */
  readonly dataDir: string;
  readonly stores: Stores;
  readonly quotas: ProjectQuotas;
  readonly actions: Actions;
  readonly log: FastifyBaseLogger;
}

/**
 * Opens the admin socket with all its verbs.
 * @throws StartError when it cannot be opened
 */
export async function startAdmin(parts: AdminParts): Promise<FastifyInstance> {
  const { dataDir, stores, quotas, actions, log } = parts;
  const app = buildAdminApp({
    verbs: [
      addProject(stores.members, randomIds),
      listProjects(stores.members),
      setQuota(stores.members, quotas, actions),
      listQuotas(stores.members, actions),
    ],
    logger: log,
    note: (deed) => noteDeed(log, deed),
  });
  try {
    await openAdminSocket(app, dataDir);
    return app;
  } catch (error) {
    if (error instanceof AdminSocketInUseError) throw new StartError(error.message);
    throw new StartError(`cannot open the admin socket in ${dataDir}: ${reasonOf(error)}`);
  }
}

/** The one place that learns of every order over the socket. */
function noteDeed(log: FastifyBaseLogger, { verb, order, outcome, requestId }: AdminDeed): void {
  log.info({ verb, order, outcome, request_id: requestId, user: administrator }, 'admin');
}

/** Only he, and root, can open the socket. */
const administrator = `os:${userInfo().username}`;
