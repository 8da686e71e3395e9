import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { compileValidator } from '../compile-validator.ts';

/** A Fastify instance whose routes see their input as the schemas of `@sluice/protocol` say. */
export type NativeApp = ReturnType<typeof validatedBySchema>;

export function validatedBySchema(app: FastifyInstance) {
  return (
    app
      .withTypeProvider<TypeBoxTypeProvider>()
      .setValidatorCompiler(compileValidator)
      // Answers are typed by their schemas; there is nothing left to drop or to convert.
      .setSerializerCompiler(() => JSON.stringify)
  );
}
