import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import { AllowedMethods } from '../allowed-methods.ts';
import { answerError, noRouteAnswer } from './answer-error.ts';
import type { EventStreams } from './event-streams.ts';
import { validatedBySchema } from './native-app.ts';
import { cancelByKeyRoute } from './routes/cancel-by-key.ts';
import { cancelJobRoute } from './routes/cancel-job.ts';
import { cancelMatchingRoute } from './routes/cancel-matching.ts';
import { deleteFileRoute } from './routes/delete-file.ts';
import { deleteQueueRoute } from './routes/delete-queue.ts';
import { followEventsRoutes } from './routes/follow-events.ts';
import { createSessionRoute } from './routes/create-session.ts';
import { checkSqlRoute } from './routes/check-sql.ts';
import { closeSessionRoute } from './routes/close-session.ts';
import { createQueueRoute } from './routes/create-queue.ts';
import { listAuditRoute } from './routes/list-audit.ts';
import { listFilesRoutes } from './routes/list-files.ts';
import { listJobsRoute } from './routes/list-jobs.ts';
import { updateQueueRoute } from './routes/update-queue.ts';
import { listQuotasRoute } from './routes/list-quotas.ts';
import { listSessionsRoute } from './routes/list-sessions.ts';
import { putFileRoute } from './routes/put-file.ts';
import { queueGrantRoutes } from './routes/queue-grants.ts';
import { readLogRoutes } from './routes/read-log.ts';
import { submitBatchRoute } from './routes/submit-batch.ts';
import { readFileRoute } from './routes/read-file.ts';
import { readResultRoute } from './routes/read-result.ts';
import { renewLeasesRoutes } from './routes/renew-leases.ts';
import { resourceGroupRoutes } from './routes/resource-groups.ts';
import { resourceRoutes } from './routes/resources.ts';
import { restartQueueRoute } from './routes/restart-queue.ts';
import { showCancellationRoute } from './routes/show-cancellation.ts';
import { showCatalogRoutes } from './routes/show-catalog.ts';
import { showClosingRoute } from './routes/show-closing.ts';
import { showJobRoutes } from './routes/show-job.ts';
import { sessionEventsRoute } from './routes/session-events.ts';
import { showQueueRoutes } from './routes/show-queues.ts';
import { showSessionRoutes } from './routes/show-session.ts';
import { showStatementsRoutes } from './routes/show-statements.ts';
import { splitSqlRoute } from './routes/split-sql.ts';
import { submitJobRoute } from './routes/submit-job.ts';
import { submitStatementsRoute } from './routes/submit-statements.ts';
import { templateRoutes } from './routes/templates.ts';
import { transferDataRoutes } from './routes/transfer-data.ts';
import { variableRoutes } from './routes/variables.ts';
import { waitForJobRoute } from './routes/wait-for-job.ts';
import { whoamiRoute } from './routes/whoami.ts';

export interface NativeOptions {
  /** How long a cancel waits for its proof where the request does not say. */
  readonly cancelTimeoutMs: number;
  readonly streams: EventStreams;
}

/**
 * Sluice's own API, to be mounted at `/api/v1`. Its shapes are those of `@sluice/protocol`. The Fastify
 * app around it authenticates: it sets `request.principal` and keeps each route's `needs`.
 */
export function nativeDialect(
  actions: GuardedActions,
  options: NativeOptions,
): FastifyPluginCallback {
  return (fastify, _options, done) => {
    fastify.setErrorHandler(answerError);
    fastify.setNotFoundHandler(noRouteAnswer(new AllowedMethods(fastify)));
    const app = validatedBySchema(fastify);
    submitJobRoute(app, actions);
    splitSqlRoute(app, actions);
    checkSqlRoute(app, actions);
    templateRoutes(app, actions);
    variableRoutes(app, actions);
    submitBatchRoute(app, actions);
    transferDataRoutes(app, actions);
    readLogRoutes(app, actions, options.streams);
    listJobsRoute(app, actions);
    showJobRoutes(app, actions);
    waitForJobRoute(app, actions);
    readResultRoute(app, actions);
    cancelJobRoute(app, actions, options.cancelTimeoutMs);
    cancelByKeyRoute(app, actions, options.cancelTimeoutMs);
    cancelMatchingRoute(app, actions, options.cancelTimeoutMs);
    showCancellationRoute(app, actions);
    renewLeasesRoutes(app, actions);
    followEventsRoutes(app, actions, options.streams);
    createSessionRoute(app, actions);
    listSessionsRoute(app, actions);
    showSessionRoutes(app, actions);
    sessionEventsRoute(app, actions, options.streams);
    closeSessionRoute(app, actions, options.cancelTimeoutMs);
    showClosingRoute(app, actions);
    submitStatementsRoute(app, actions);
    showStatementsRoutes(app, actions);
    createQueueRoute(app, actions);
    updateQueueRoute(app, actions);
    deleteQueueRoute(app, actions);
    showQueueRoutes(app, actions);
    queueGrantRoutes(app, actions);
    restartQueueRoute(app, actions);
    showCatalogRoutes(app, actions);
    listQuotasRoute(app, actions);
    listAuditRoute(app, actions);
    whoamiRoute(app);
    listFilesRoutes(app, actions);
    readFileRoute(app, actions);
    deleteFileRoute(app, actions);
    resourceRoutes(app, actions);
    resourceGroupRoutes(app, actions);
    fastify.register((uploads, _none, ready) => {
      leaveBodies(uploads);
      putFileRoute(validatedBySchema(uploads), actions);
      ready();
    });
    done();
  };
}

/** Bodies of these routes are left in the request: they are read as they come. */
function leaveBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
}
