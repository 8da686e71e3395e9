import { Queue as QueueSchema } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { defaultProgramRules } from '../../core/job/program-rules.ts';
import { noNotes } from '../../core/ports/queue-notes.ts';
import type { Queue } from '../../core/ports/queue-store.ts';
import { toQueueView } from './queue-view.ts';

const queue: Queue = {
  id: 'q1',
  projectId: 'p1',
  name: 'reports',
  engine: 'duckdb',
  slots: 2,
  sessionPlaces: 500,
  killPolicy: { kind: 'evict' },
  programRules: defaultProgramRules,
  notes: noNotes,
  defaultDatabase: 'samples',
  queuedTimeoutMs: 5_000,
  runTimeoutMs: null,
  createdAt: 1_000,
  createdBy: 'ada',
};

test('a queue is shown without what is not for clients', () => {
  const view = toQueueView(queue, new Set(['q2']));
  expect([...Value.Errors(QueueSchema, view)]).toEqual([]);
  expect(view).toEqual({
    name: 'reports',
    engine: 'duckdb',
    slots: 2,
    session_places: 500,
    default_database: 'samples',
    queued_timeout_ms: 5_000,
    run_timeout_ms: null,
    evict_max_ms: null,
    programs: {
      executables: false,
      unprotected: false,
      cpu_seconds: null,
      memory_bytes: 4_294_967_296,
      file_bytes: 10_737_418_240,
      processes: 256,
      grace_ms: 10_000,
    },
    description: '',
    type: 'sql',
    tags: [],
    owner: 'ada',
    shared: false,
    restarting: false,
    created_at: '1970-01-01T00:00:01.000Z',
  });
});

test('a queue of no project is shared', () => {
  expect(toQueueView({ ...queue, projectId: null }, new Set()).shared).toBe(true);
});

test('a queue that is restarted says so', () => {
  expect(toQueueView(queue, new Set(['q1'])).restarting).toBe(true);
});
