import { machine } from 'node:os';
import { Type } from 'typebox';
import type { Queue } from '../../core/ports/queue-store.ts';
import { toCus } from './compute-units.ts';

/** What the list says of a queue (dli-api.md 3.5.2). */
export const queueFields = {
  queue_id: Type.Integer(),
  queue_name: Type.String(),
  description: Type.String(),
  owner: Type.String(),
  queue_type: Type.String(),
  engine: Type.String(),
  platform: Type.String(),
  create_time: Type.Integer(),
  cu_count: Type.Integer(),
  cu_spec: Type.Integer(),
  charging_mode: Type.Integer(),
  resource_id: Type.String(),
  resource_mode: Type.Integer(),
  resource_type: Type.String(),
  queue_resource_type: Type.String(),
  enterprise_project_id: Type.String(),
  elastic_resource_pool_name: Type.String(),
  labels: Type.String(),
  is_restarting: Type.Boolean(),
};

/** The detail has four fields in another spelling; some clients read the one, some the other (3.5.3). */
export const queueDetailFields = {
  ...queueFields,
  queueName: Type.String(),
  queueType: Type.String(),
  cuCount: Type.Integer(),
  chargingMode: Type.Integer(),
};

export function toQueueRecord(queue: Queue, restarting: ReadonlySet<string>) {
  const cu_count = toCus(queue.slots);
  return {
    queue_id: numberOf(queue.id),
    queue_name: queue.name,
    description: queue.notes.description,
    owner: queue.createdBy,
    queue_type: queue.notes.type,
    engine: queue.engine,
    platform,
    create_time: queue.createdAt,
    cu_count,
    cu_spec: cu_count,
    charging_mode: 1,
    resource_id: queue.id,
    resource_mode: 0,
    resource_type: 'container',
    queue_resource_type: 'container',
    enterprise_project_id: '0',
    elastic_resource_pool_name: '',
    labels: '[]',
    is_restarting: restarting.has(queue.id),
  };
}

export function toQueueDetail(queue: Queue, restarting: ReadonlySet<string>) {
  const record = toQueueRecord(queue, restarting);
  return {
    ...record,
    queueName: record.queue_name,
    queueType: record.queue_type,
    cuCount: record.cu_count,
    chargingMode: record.charging_mode,
  };
}

/** What this machine is, whatever a queue was asked for with. */
const platform = machine() === 'aarch64' ? 'aarch64' : 'x86_64';

/** Clients know queues by numbers as well; one that is made of the id stays the same, and nobody looks it up. */
function numberOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) || 0;
}
