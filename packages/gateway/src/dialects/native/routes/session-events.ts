import { JobEventsQuery } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { EventStreams } from '../event-streams.ts';
import { toSessionEventText, toSessionEventView } from '../event-text.ts';
import type { NativeApp } from '../native-app.ts';
import { refuse } from '../refuse.ts';
import { SessionParams } from '../session-params.ts';
import { unknownSession } from '../session-refusals.ts';
import { ResumeHeaders, startOf, streamEvents } from '../stream-events.ts';
import { nothing, sessionEventForms } from '../answer-forms.ts';

/**
 * Tells what happened to a session: all at once, since there are few events, or to whom accepts
 * `text/event-stream` as it happens, until it has ended.
 */
export function sessionEventsRoute(
  app: NativeApp,
  actions: GuardedActions,
  streams: EventStreams,
): void {
  app.get(
    '/sessions/:id/events',
    {
      config: { needs: 'read' },
      exposeHeadRoute: false,
      schema: {
        operationId: 'listSessionEvents',
        summary: 'List or follow what happens to a session',
        params: SessionParams,
        headers: ResumeHeaders,
        querystring: JobEventsQuery,
        response: { 200: sessionEventForms, 204: nothing },
      },
    },
    async (request, reply) => {
      const { principal, headers, query } = request;
      const id = request.params.id.toLowerCase();
      if (headers.accept?.includes('text/event-stream')) {
        const start = startOf(headers['last-event-id'] ?? query.after, 'oldest');
        return streamEvents(request, reply, streams, {
          follow: (left) => actions.followSession(principal, id, start, left),
          isWanted: () => true,
          toText: toSessionEventText,
          unknown: unknownSession(id),
        });
      }
      const events = await actions.sessionEvents(principal, id);
      if (!events) return refuse(request, reply, unknownSession(id));
      return { events: events.map(toSessionEventView) };
    },
  );
}
