import type { Parsed } from '../ports/statement-reader.ts';
import type { Ports } from '../ports/ports.ts';

/** Checks syntax and meaning on the queue's engine. Runs nothing and makes no job. */
export async function checkSql(
  ports: Pick<Ports, 'queues' | 'engines'>,
  order: {
    projectId: string;
    sql: string;
    database?: string | undefined;
    queueName?: string | undefined;
  },
): Promise<Parsed | { readonly kind: 'no_queue'; readonly queueName: string }> {
  const queueName = (order.queueName ?? 'default').toLowerCase();
  const queue = await ports.queues.find(order.projectId, queueName);
  const engine = queue && ports.engines.get(queue.engine);
  if (!queue || !engine) return { kind: 'no_queue', queueName };
  return engine.check(order.projectId, order.sql, order.database ?? queue.defaultDatabase);
}
