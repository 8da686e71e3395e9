import { buildRouteMap } from '@stricli/core';
import { addProjectCommand } from './add-project.ts';
import { addUserCommand } from './add-user.ts';
import { backupCommand } from './backup.ts';
import { restoreCommand } from './restore.ts';
import { doctorCommand } from './doctor.ts';
import { listProjectsCommand } from './list-projects.ts';
import { listQuotasCommand } from './list-quotas.ts';
import { setQuotaCommand } from './set-quota.ts';
import { listUsersCommand } from './list-users.ts';
import { reloadTlsCommand } from './reload-tls.ts';
import { removeUserCommand } from './remove-user.ts';
import { rotateKeyCommand } from './rotate-key.ts';
import { setRoleCommand } from './set-role.ts';

/** What the user of the machine may ask of his own gateway, over the socket in its data directory. */
export const serverRoutes = buildRouteMap({
  routes: {
    addProject: addProjectCommand,
    listProjects: listProjectsCommand,
    setQuota: setQuotaCommand,
    listQuotas: listQuotasCommand,
    addUser: addUserCommand,
    listUsers: listUsersCommand,
    rotateKey: rotateKeyCommand,
    setRole: setRoleCommand,
    removeUser: removeUserCommand,
    reloadTls: reloadTlsCommand,
    backup: backupCommand,
    restore: restoreCommand,
    doctor: doctorCommand,
  },
  docs: { brief: 'Administer the gateway that runs on this machine' },
});
