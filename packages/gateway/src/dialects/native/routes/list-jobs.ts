import { JobList, JobListQuery } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { toJobFilter, toJobPage } from '../job-filter.ts';
import { toJobView } from '../job-view.ts';
import type { NativeApp } from '../native-app.ts';
import { nextOffset } from '../next-offset.ts';

/** What a search for a common text may take to count, so that a page is there within 50 ms. */
const countMs = 15;

/** Lists the project's jobs, a page at a time. */
export function listJobsRoute(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/jobs',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'listJobs',
        summary: 'List jobs',
        description:
          'Each word that is given narrows the list. `status` and `class` may be given several times: any of them is meant. ' +
          '`tag`, `key:value`, likewise: all of them are meant. `q` is a part of the statement, upper and lower case alike. `table` is ' +
          'that of an import or an export.',
        querystring: JobListQuery,
        response: { 200: JobList },
      },
    },
    async ({ query, principal }) => {
      const page = toJobPage(query);
      const filter = toJobFilter(query);
      const { jobs, total } = await actions.listJobsSoon(principal, filter, page, countMs);
      return {
        jobs: jobs.map((job) => toJobView(job, actions.progressOf(job))),
        total,
        offset: page.offset,
        next_offset: nextOffset({ offset: page.offset, limit: jobs.length }, total),
      };
    },
  );
}
