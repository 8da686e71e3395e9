import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyInstance, FastifyPluginAsync, FastifyPluginCallback } from 'fastify';
import { describeRoute } from './describe-route.ts';
import { freeBodies } from './free-bodies.ts';
import { nameSchemas } from './name-schemas.ts';

/** The API as an OpenAPI 3.1 document, made from the schemas of its routes when it is first asked for. */
export class ApiDescription {
  readonly #version: string;
  #routes: FastifyInstance | null = null;
  #text: string | null = null;

  constructor(version: string) {
    this.#version = version;
  }

  /** The plugin of the API, whose routes are described as they are added. */
  describing(api: FastifyPluginCallback): FastifyPluginAsync {
    return async (app) => {
      await app.register(swagger, optionsFor(this.#version));
      await app.register(api);
      this.#routes = app;
    };
  }

  /** JSON. @throws before the server is ready */
  get text(): string {
    if (!this.#routes) throw new Error('the routes are not all there yet');
    this.#text ??= JSON.stringify(nameSchemas(freeBodies(this.#routes.swagger())));
    return this.#text;
  }
}

function optionsFor(version: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'Sluice',
        version,
        description:
          'The native API: jobs, sessions, batches, files and queues. A cancel that is answered with 200 ' +
          'was seen to stop, and all that it held is back. Answers other than what was asked for are ' +
          'problems (RFC 9457).',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An API key, or a token.' },
          token: {
            type: 'apiKey',
            in: 'header',
            name: 'X-Auth-Token',
            description: 'A token of POST /v3/auth/tokens.',
          },
          signature: {
            type: 'apiKey',
            in: 'header',
            name: 'Authorization',
            description: 'A request signed with an access key: SDK-HMAC-SHA256.',
          },
        },
      },
      security: [{ bearer: [] }, { token: [] }, { signature: [] }],
    },
    convertConstToEnum: false,
    transform: describeRoute,
  };
}
