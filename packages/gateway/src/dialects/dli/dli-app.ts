import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';

/** A Fastify instance whose routes see their input as their schemas say. */
export type DliApp = ReturnType<typeof typedBySchema>;

export function typedBySchema(app: FastifyInstance) {
  return app.withTypeProvider<TypeBoxTypeProvider>();
}
