import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { type AdminDeed, buildAdminApp } from './admin/admin-app.ts';
import { AdminSocketInUseError, openAdminSocket } from './admin/open-admin-socket.ts';
import { addProject } from './admin/verbs/add-project.ts';
import { addUser } from './admin/verbs/add-user.ts';
import { backup, type MakeBackup } from './admin/verbs/backup.ts';
import { doctor, type HostsSeen } from './admin/verbs/doctor.ts';
import { listProjects } from './admin/verbs/list-projects.ts';
import { listQuotas } from './admin/verbs/list-quotas.ts';
import { setQuota } from './admin/verbs/set-quota.ts';
import type { Actions } from './core/actions/actions.ts';
import type { ProjectQuotas } from './core/quotas/project-quotas.ts';
import { listUsers } from './admin/verbs/list-users.ts';
import { type ReloadTls, reloadTlsVerb } from './admin/verbs/reload-tls.ts';
import { removeUser } from './admin/verbs/remove-user.ts';
import { type CredentialFileKeeper, rotateKey } from './admin/verbs/rotate-key.ts';
import { setRole } from './admin/verbs/set-role.ts';
import type { CredentialMaker } from './admin/credential-maker.ts';
import { createMember } from './http/authentication/create-member.ts';
import { newSecrets } from './http/authentication/new-secrets.ts';
import type { SecretBox } from './http/authentication/secret-box.ts';
import type { OpenDeed } from './core/ports/audit-log.ts';
import { examineApart } from './doctor/examine-apart.ts';
import type { Stores } from './stores/stores.ts';
import { readCredential, writeCredential } from './system/credential-file.ts';
import { osUserName } from './system/os-user-name.ts';
import { systemClock } from './system/system-clock.ts';
import { randomIds } from './system/random-ids.ts';
import { reasonOf } from './system/reason-of.ts';
import { StartError } from './system/start-error.ts';

/** As far as the audit keeps what an order is about. */
const longestTarget = 200;

export interface AdminParts {
  /** Absolute; nobody else can enter it. */
  readonly dataDir: string;
  readonly stores: Stores;
  /** The first project: its admins read what was asked over the socket. */
  readonly homeProjectId: string;
  readonly quotas: ProjectQuotas;
  readonly actions: Actions;
  readonly secrets: SecretBox;
  readonly log: FastifyBaseLogger;
  /** Where the gateway listens. */
  readonly url: string;
  readonly reloadTls: ReloadTls;
  readonly makeBackup: MakeBackup;
  readonly hosts: HostsSeen;
}

/**
 * Opens the admin socket with all its verbs.
 * @throws StartError when it cannot be opened
 */
export async function startAdmin(parts: AdminParts): Promise<FastifyInstance> {
  const { dataDir, stores, quotas, actions, secrets, log, url } = parts;
  const { reloadTls, makeBackup, hosts } = parts;
  const { members } = stores;
  const makeCredential: CredentialMaker = async (principal) => {
    const bare = newSecrets();
    return { bare, member: await createMember(secrets, principal, bare) };
  };
  const audit = auditDeeds(parts);
  const app = buildAdminApp({
    verbs: [
      addProject(members, randomIds),
      listProjects(members),
      addUser(members, makeCredential, randomIds, url),
      rotateKey(members, makeCredential, fileKeeper(dataDir), url),
      setRole(members),
      removeUser(members),
      listUsers(members),
      setQuota(members, quotas, actions),
      listQuotas(members, actions),
      reloadTlsVerb(reloadTls),
      backup(makeBackup),
      doctor(examineApart, hosts),
    ],
    logger: log,
    begin: audit.begin,
    note: async (deed) => {
      noteDeed(log, deed);
      await audit.settle(deed);
    },
  });
  try {
    await openAdminSocket(app, dataDir);
    return app;
  } catch (error) {
    if (error instanceof AdminSocketInUseError) throw new StartError(error.message);
    throw new StartError(`cannot open the admin socket in ${dataDir}: ${reasonOf(error)}`);
  }
}

function fileKeeper(dataDir: string): CredentialFileKeeper {
  return (oldAccessKey, { password, ...keys }) => {
    const first = readCredential(dataDir);
    if (first?.access_key !== oldAccessKey) return;
    writeCredential(dataDir, { ...first, ...keys, password: password ?? first.password });
  };
}

/** Puts every change that is asked for over the socket on record, before it is made. */
function auditDeeds({ stores, homeProjectId }: AdminParts) {
  const open = new Map<string, OpenDeed>();
  return {
    begin: ({ verb, isChange, requestId }: Omit<AdminDeed, 'outcome'>) => {
      if (!isChange) return;
      const credential = { kind: 'socket', id: administrator } as const;
      const deed = stores.audit.begin({
        at: systemClock.now(),
        actor: { projectId: homeProjectId, userName: administrator, role: null, credential },
        action: `server ${verb}`,
        origin: { remoteAddress: 'admin.sock', requestId, userAgent: null },
      });
      open.set(requestId, deed);
    },
    settle: async ({ requestId, target, outcome }: AdminDeed) => {
      const deed = open.get(requestId);
      open.delete(requestId);
      await deed?.settle({
        outcome: outcome === 'refused' ? 'rejected' : outcome,
        target: target?.slice(0, longestTarget) ?? null,
      });
    },
  };
}

function noteDeed(log: FastifyBaseLogger, { verb, order, outcome, requestId }: AdminDeed): void {
  log.info({ verb, order, outcome, request_id: requestId, user: administrator }, 'admin');
}

/** Only he, and root, can open the socket. */
const administrator = `os:${osUserName()}`;
