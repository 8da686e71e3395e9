import type { Actions } from '../../core/actions/actions.ts';
import type { MemberStore } from '../../core/ports/member-store.ts';
import type { ProjectQuotas } from '../../core/quotas/project-quotas.ts';
import { isQuotaName, quotaNames } from '../../core/quotas/quota.ts';
import { limitForm, readLimit } from '../../core/quotas/read-limit.ts';
import { type AdminVerb, adminChange, done, refused } from '../admin-verb.ts';
import { findProject } from '../find-project.ts';

/** Sets one quota of one project, at once, or gives it its default again. */
export function setQuota(
  members: MemberStore,
  quotas: ProjectQuotas,
  { showQuotas }: Pick<Actions, 'showQuotas'>,
): AdminVerb {
  return adminChange(
    'set-quota',
    ({ project, quota, value }) => `${project}: ${quota} ${value}`,
    async ({ project: name, quota, value }) => {
      if (!isQuotaName(quota)) {
        const names = quotaNames.join(', ');
        return refused('invalid_request', `There is no quota ${quota}; there is ${names}.`);
      }
      const limit = value === 'default' ? value : readLimit(quota, value);
      if (limit === 'malformed') {
        return refused('invalid_request', `${quota} takes ${limitForm(quota)}, or default.`);
      }
      const project = await findProject(members, name);
      if (project.kind === 'refused') return project;
      await quotas.set(project.id, quota, limit);
      return done({ quotas: await showQuotas(project.id) });
    },
  );
}
