import { callGateway, type Gateway, type Query } from './call-gateway.ts';
import type { CallOptions } from './sluice-client.ts';

/**
 * Asks for what is under an address, and changes nothing.
 * @param expected a field of every such answer, as in `callGateway`, whose errors these are
 */
export function getFromGateway<Answer extends object>(
  gateway: Gateway,
  path: string,
  expected: keyof Answer & string,
  { timeoutMs = gateway.answerMs, signal }: CallOptions,
  query?: Query,
): Promise<Answer> {
  const call = { method: 'GET', path, query, timeoutMs, signal } as const;
  return callGateway<Answer>(gateway, call, expected);
}
