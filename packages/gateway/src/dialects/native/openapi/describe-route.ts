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
      response: {
        ...described(response as Responses),
        default: { description: 'A refusal.', content },
      },
    },
  };
};

/** `/api/v1/jobs/:id` is of the group `jobs`. */
function groupOf(url: string): string {
  return /^\/api\/v1\/([\w-]+)/.exec(url)?.[1] ?? 'gateway';
}

type Responses = Readonly<Record<string, TSchema | { readonly content: object }>>;

/** A response says what its status means, unless its own schema does. */
function described(responses: Responses): object {
  const isKnownAlso = '200' in responses && '201' in responses;
  const said = Object.entries(responses).map(([status, found]) => {
    if ('content' in found || 'description' in found) return [status, found];
    const description =
      status === '200' && isKnownAlso ? knownBefore : (meanings[status] ?? 'Done.');
    return [status, { description, content: { 'application/json': { schema: found } } }];
  });
  return Object.fromEntries(said) as object;
}

const knownBefore = 'It was there already: its key, or its name, was known.';
const meanings: Readonly<Record<string, string>> = {
  200: 'What was asked for.',
  201: 'It was made.',
  202: 'It was accepted, and goes on.',
};

/** OpenAPI has no word for a path's rest: it is named as what it stands for. */
function keyNamed(params: TSchema): TSchema {
  if (!Type.IsObject(params) || !('*' in params.properties)) return params;
  const { '*': key, ...others } = params.properties;
  return Type.Object({ ...others, key: Type.String({ ...key, description: 'may have slashes' }) });
}
