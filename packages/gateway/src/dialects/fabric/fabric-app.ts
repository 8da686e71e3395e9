import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { compileValidator } from '../compile-validator.ts';

/** A Fastify instance whose routes see their input as their schemas say. */
export type FabricApp = ReturnType<typeof validatedBySchema>;

export function validatedBySchema(app: FastifyInstance) {
  return app.withTypeProvider<TypeBoxTypeProvider>().setValidatorCompiler(compileValidator);
}
