import type { Queue } from '@sluice/client';
import type { Format } from '../output/formats.ts';
import { type Field, writeRecord } from '../output/write-record.ts';
import type { SluiceContext } from '../sluice-context.ts';

/** Writes one queue to stdout. */
export function writeQueue(context: SluiceContext, format: Format, queue: Queue): Promise<void> {
  return writeRecord(context, format, { fields: fieldsOf(queue), whole: queue, name: queue.name });
}

function fieldsOf(queue: Queue): readonly Field[] {
  const { programs } = queue;
  return [
    ['name', queue.name],
    ['description', queue.description || null],
    ['type', queue.type],
    ['engine', queue.engine],
    ['slots', String(queue.slots)],
    ['session places', String(queue.session_places)],
    ['database', queue.default_database],
    ['wait limit', limitText(queue.queued_timeout_ms, 'ms')],
    ['run limit', limitText(queue.run_timeout_ms, 'ms')],
    ['evict limit', limitText(queue.evict_max_ms, 'ms')],
    ['executables', programs.executables ? 'allowed' : 'refused'],
    ['unprotected', programs.unprotected ? 'allowed' : 'refused'],
    ['cpu limit', limitText(programs.cpu_seconds, 's')],
    ['memory limit', limitText(programs.memory_bytes, 'bytes')],
    ['file limit', limitText(programs.file_bytes, 'bytes')],
    ['process limit', limitText(programs.processes, 'processes')],
    ['grace', `${programs.grace_ms} ms`],
    ...queue.tags.map(({ key, value }): Field => ['tag', `${key}=${value}`]),
    ['owner', queue.owner],
    ['shared', queue.shared ? 'by all projects' : null],
    ['restarting', queue.restarting ? 'now' : null],
    ['created', queue.created_at],
  ];
}

function limitText(limit: number | null, unit: string): string | null {
  return limit === null ? null : `${limit} ${unit}`;
}
