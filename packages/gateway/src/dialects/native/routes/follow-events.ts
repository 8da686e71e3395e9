import { EventsQuery, JobEventsQuery } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { EventStreams } from '../event-streams.ts';
import { toJobEventText } from '../event-text.ts';
import { JobParams } from '../job-params.ts';
import { unknownJob } from '../job-refusals.ts';
import type { NativeApp } from '../native-app.ts';
import { ResumeHeaders, startOf, streamEvents } from '../stream-events.ts';
import { eventStream, nothing } from '../answer-forms.ts';

/** Streams what happens to one job, or to all that the caller sees, as server-sent events. */
export function followEventsRoutes(
  app: NativeApp,
  actions: GuardedActions,
  streams: EventStreams,
): void {
  app.get(
    '/jobs/:id/events',
    {
      config: { needs: 'read' },
      exposeHeadRoute: false,
      schema: {
        operationId: 'followJob',
        summary: 'Follow what happens to a job',
        params: JobParams,
        headers: ResumeHeaders,
        querystring: JobEventsQuery,
        response: { 200: eventStream, 204: nothing },
      },
    },
    (request, reply) => {
      const id = request.params.id.toLowerCase();
      const start = startOf(request.headers['last-event-id'] ?? request.query.after, 'oldest');
      return streamEvents(request, reply, streams, {
        follow: (left) => actions.followJob(request.principal, id, start, left),
        isWanted: () => true,
        toText: toJobEventText,
        unknown: unknownJob(id),
      });
    },
  );

  app.get(
    '/events',
    {
      config: { needs: 'read' },
      exposeHeadRoute: false,
      schema: {
        operationId: 'followJobs',
        summary: 'Follow what happens to all jobs',
        headers: ResumeHeaders,
        querystring: EventsQuery,
        response: { 200: eventStream, 204: nothing },
      },
    },
    (request, reply) => {
      const { query } = request;
      const start = startOf(request.headers['last-event-id'] ?? query.after, 'now');
      const queue = query.queue?.toLowerCase();
      return streamEvents(request, reply, streams, {
        follow: (left) => actions.followProject(request.principal, start, left),
        // Passed over here, so that each read of the feed is short however few events are wanted.
        isWanted: ({ kind, job }) =>
          (query.kind?.includes(kind) ?? true) && (queue === undefined || queue === job?.queueName),
        toText: toJobEventText,
        unknown: unknownJob(''),
      });
    },
  );
}
