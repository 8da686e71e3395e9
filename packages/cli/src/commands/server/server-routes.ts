import { buildRouteMap } from '@stricli/core';
import { addProjectCommand } from './add-project.ts';
import { listProjectsCommand } from './list-projects.ts';
import { listQuotasCommand } from './list-quotas.ts';
import { setQuotaCommand } from './set-quota.ts';

/** What the user of the machine may ask of his own gateway, over the socket in its data directory. */
export const serverRoutes = buildRouteMap({
  routes: {
    addProject: addProjectCommand,
    listProjects: listProjectsCommand,
    setQuota: setQuotaCommand,
    listQuotas: listQuotasCommand,
  },
  docs: { brief: 'Administer the gateway that runs on this machine' },
});
