import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AccessRefusedError } from '../../src/core/access/access-refused-error.ts';

/** A dialect that says who asked what, and why a request was refused. */
export async function echoDialect(app: FastifyInstance): Promise<void> {
  app.setErrorHandler<Error & { code?: string; statusCode?: number }>((error, _request, reply) => {
    if (error instanceof AccessRefusedError) return reply.code(401).send(error.refusal);
    return reply.code(error.statusCode ?? 500).send({ code: error.code, message: error.message });
  });
  app.get('/v1.0/:project_id/jobs', { config: { needs: 'read' } }, echo);
  app.get('/v1.0/:project_id/jobs/:job_id', { config: { needs: 'read' } }, echo);
  app.delete('/v1.0/:project_id/jobs/:job_id', { config: { needs: 'cancel' } }, echo);
  app.post('/v1.0/:project_id/jobs/submit-job', { config: { needs: 'submit' } }, echo);
  app.delete('/v2.0/:project_id/resources/:name', { config: { needs: 'submit' } }, echo);
  app.get('/whoami', { config: { needs: 'read' } }, echo);
  app.post('/queues', { config: { needs: 'administer' } }, echo);
}

function echo({ principal, body }: FastifyRequest) {
  return { user: principal.userName, project: principal.projectId, body };
}
