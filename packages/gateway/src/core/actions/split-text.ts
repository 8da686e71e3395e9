import { type PlacedStatement, placeStatements } from '../job/place-statements.ts';
import type { Ports } from '../ports/ports.ts';

export type SplitTextAnswer =
  | { readonly kind: 'split'; readonly statements: readonly PlacedStatement[] }
  | { readonly kind: 'too_many_statements'; readonly count: number; readonly limit: number }
  | { readonly kind: 'no_queue'; readonly queueName: string }
  | { readonly kind: 'no_sessions'; readonly queueName: string; readonly engine: string };

/** More than can wait in a session. */
const mostStatements = 10_000;

/** Where the statements of a text are, as the queue's engine reads it. Whether they may run is not looked at. */
export async function splitText(
  ports: Pick<Ports, 'queues' | 'sessionEngines'>,
  order: {
    readonly projectId: string;
    readonly sql: string;
    readonly queueName?: string | undefined;
  },
): Promise<SplitTextAnswer> {
  const queueName = (order.queueName ?? 'default').toLowerCase();
  const queue = await ports.queues.find(order.projectId, queueName);
  if (!queue) return { kind: 'no_queue', queueName };
  const engine = ports.sessionEngines.get(queue.engine);
  if (!engine) return { kind: 'no_sessions', queueName, engine: queue.engine };
  const { sql } = order;
  const cut = await engine.splitStatements(sql, mostStatements);
  if (cut.kind === 'too_many') {
    return { kind: 'too_many_statements', count: cut.count, limit: mostStatements };
  }
  return { kind: 'split', statements: placeStatements(sql, cut.statements, cut.starts) };
}
