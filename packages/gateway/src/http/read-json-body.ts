import type { FastifyRequest } from 'fastify';
import { parseJsonBody } from './parse-json-body.ts';

/** The body as it came; empty when there was none. */
export function rawBodyOf({ body }: Pick<FastifyRequest, 'body'>): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** Turns the bytes of a body into what they say. Until it is called nothing has looked into them. */
export async function readJsonBody(request: Pick<FastifyRequest, 'body'>): Promise<void> {
  request.body = parseJsonBody(rawBodyOf(request));
}

/** Whatever it says, also where it cannot be read. */
export function ignoreBody(request: Pick<FastifyRequest, 'body'>): void {
  request.body = undefined;
}
