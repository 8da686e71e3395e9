import type { SwaggerTransform } from '@fastify/swagger';
import { Problem } from '@sluice/protocol';
import { type TSchema, Type } from 'typebox';

/** Says of a route what its schema leaves out: its group, its refusals, and what a stream of bytes is. */
export const describeRoute: SwaggerTransform = ({ schema, url, route }) => {
  const { response, params, ...rest } = schema;
  const content = { 'application/problem+json': { schema: Problem } };
  return {
    url: url.replace(/\*$/, ':key'),
    schema: {
      ...rest,
      ...(params !== undefined && { params: keyNamed(params as TSchema) }),
      ...(route.config?.takesStream && {
        consumes: ['application/octet-stream'],
        body: Type.String({ format: 'binary' }),
      }),
      tags: [groupOf(url)],
      response: { ...(response as object), default: { description: 'A refusal.', content } },
    },
  };
};

/** `/api/v1/jobs/:id` is of the group `jobs`. */
function groupOf(url: string): string {
  return /^\/api\/v1\/(\w+)/.exec(url)?.[1] ?? 'gateway';
}

/** OpenAPI has no word for a path's rest: it is named as what it stands for. */
function keyNamed(params: TSchema): TSchema {
  if (!Type.IsObject(params) || !('*' in params.properties)) return params;
  const { '*': key, ...others } = params.properties;
  return Type.Object({ ...others, key: Type.String({ ...key, description: 'may have slashes' }) });
}
