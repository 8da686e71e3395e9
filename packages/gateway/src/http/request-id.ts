import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const saneForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The client's own `X-Request-Id` where it is of a form that can stand in a log, else a new UUID. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && saneForm.test(given) ? given : randomUUID();
}
