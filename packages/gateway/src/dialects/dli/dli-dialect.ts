import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import { AllowedMethods } from '../allowed-methods.ts';
import type { BatchRecordOptions } from './batch-record.ts';
import { answerError } from './answer-error.ts';
import { unknownRouteAnswer } from './unknown-route-answer.ts';
import { prefixesNotSupported } from './not-supported.ts';
import { typedBySchema } from './dli-app.ts';
import { authorizeQueueUserRoute } from './routes/authorize-queue-user.ts';
import { actOnQueueRoute } from './routes/act-on-queue.ts';
import { cancelJobRoutes } from './routes/cancel-job.ts';
import { checkSqlRoute } from './routes/check-sql.ts';
import { giveResourceRoute } from './routes/give-resource.ts';
import { listJobsRoute } from './routes/list-jobs.ts';
import { listQueueUsersRoute } from './routes/list-queue-users.ts';
import { listResourcesRoute } from './routes/list-resources.ts';
import { oneResourceRoutes } from './routes/one-resource.ts';
import { previewResultRoutes } from './routes/preview-result.ts';
import { putResourcesRoutes } from './routes/put-resources.ts';
import { showJobDetailRoute } from './routes/show-job-detail.ts';
import { showJobProgressRoutes } from './routes/show-job-progress.ts';
import { showJobStatusRoute } from './routes/show-job-status.ts';
import { cancelBatchRoute } from './routes/cancel-batch.ts';
import { createBatchRoute } from './routes/create-batch.ts';
import { listBatchesRoute } from './routes/list-batches.ts';
import { showBatchRoutes } from './routes/show-batch.ts';
import { cancelStatementRoute } from './routes/cancel-statement.ts';
import { createSessionRoute } from './routes/create-session.ts';
import { deleteSessionRoute } from './routes/delete-session.ts';
import { listSessionsRoute } from './routes/list-sessions.ts';
import { listStatementsRoute } from './routes/list-statements.ts';
import { showSessionRoute } from './routes/show-session.ts';
import { showSessionLogRoute } from './routes/show-session-log.ts';
import { showSessionStateRoute } from './routes/show-session-state.ts';
import { showStatementRoute } from './routes/show-statement.ts';
import { submitStatementRoute } from './routes/submit-statement.ts';
import { submitJobRoutes } from './routes/submit-job.ts';
import { queueRoutes } from './routes/queues.ts';
import { databaseRoutes } from './routes/databases.ts';
import { sqlTemplateRoutes } from './routes/sql-templates.ts';
import { variableRoutes } from './routes/variables.ts';
import { tableRoutes } from './routes/tables.ts';
import { transferDataRoutes } from './routes/transfer-data.ts';

export interface DliDialectOptions extends BatchRecordOptions {
  /** How long a cancel call waits for its proof. */
  readonly cancelTimeoutMs: number;
}

/** SQL jobs, v1.0, and batches, sessions and their statements, v2.0, as one plugin (dli-api.md 3.1 to 3.4). */
export function dliDialect(
  actions: GuardedActions,
  { cancelTimeoutMs, ...batches }: DliDialectOptions,
): FastifyPluginAsync {
  return async (plain) => {
    const { clock } = batches;
    const app = typedBySchema(plain);
    app.setValidatorCompiler(TypeBoxValidatorCompiler);
    app.setErrorHandler(answerError);
    const unknownRoutes = answeringUnknown(new AllowedMethods(plain));
    submitJobRoutes(app, actions);
    cancelJobRoutes(app, actions, cancelTimeoutMs);
    listJobsRoute(app, actions, clock);
    showJobStatusRoute(app, actions, clock);
    showJobDetailRoute(app, actions, clock);
    showJobProgressRoutes(app, actions);
    previewResultRoutes(app, actions);
    checkSqlRoute(app, actions);
    transferDataRoutes(app, actions);
    databaseRoutes(app, actions);
    sqlTemplateRoutes(app, actions);
    variableRoutes(app, actions);
    tableRoutes(app, actions);
    authorizeQueueUserRoute(app, actions);
    listQueueUsersRoute(app, actions);
    queueRoutes(app, actions);
    actOnQueueRoute(app, actions, cancelTimeoutMs);
    createBatchRoute(app, actions, batches);
    listBatchesRoute(app, actions, batches);
    showBatchRoutes(app, actions, batches);
    cancelBatchRoute(app, actions, cancelTimeoutMs);
    createSessionRoute(app, actions);
    listSessionsRoute(app, actions);
    showSessionRoute(app, actions);
    showSessionStateRoute(app, actions);
    showSessionLogRoute(app, actions);
    deleteSessionRoute(app, actions, cancelTimeoutMs);
    submitStatementRoute(app, actions);
    listStatementsRoute(app, actions);
    showStatementRoute(app, actions);
    cancelStatementRoute(app, actions, cancelTimeoutMs);
    putResourcesRoutes(app, actions);
    listResourcesRoute(app, actions);
    oneResourceRoutes(app, actions);
    giveResourceRoute(app, actions);
    for (const prefix of ['/v1.0', '/v2.0', '/v1/:project_id/jobs', ...prefixesNotSupported]) {
      await app.register(unknownRoutes, { prefix });
    }
  };
}

function answeringUnknown(methods: AllowedMethods): FastifyPluginAsync {
  return async (app) => {
    app.setNotFoundHandler(unknownRouteAnswer(methods));
  };
}
