import { Queue, QueueOrder } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { defaultProgramRules, type ProgramRules } from '../../../core/job/program-rules.ts';
import type { NativeApp } from '../native-app.ts';
import { noEngine, queueExists } from '../queue-refusals.ts';
import { toQueueView } from '../queue-view.ts';
import { refuse } from '../refuse.ts';

/** Makes a queue of the caller's project. */
export function createQueueRoute(app: NativeApp, actions: GuardedActions): void {
  app.post(
    '/queues',
    {
      config: { needs: 'administer', audit: 'create_queue' },
      schema: { body: QueueOrder, response: { 201: Queue } },
    },
    async (request, reply) => {
      const { body, principal } = request;
      request.auditTarget = body.name.toLowerCase();
      const engine = (body.engine ?? 'duckdb').toLowerCase();
      const answer = await actions.createQueue(principal, {
        name: body.name,
        engine,
        slots: body.slots ?? 4,
        defaultDatabase: body.default_database ?? 'default',
        queuedTimeoutMs: body.queued_timeout_ms ?? null,
        runTimeoutMs: body.run_timeout_ms ?? null,
        ...(body.session_places !== undefined && { sessionPlaces: body.session_places }),
        ...(body.programs && { programRules: toProgramRules(body.programs) }),
        ...(body.evict_max_ms !== undefined && {
          killPolicy: { kind: 'wait', evictMaxMs: body.evict_max_ms } as const,
        }),
      });
      switch (answer.kind) {
        case 'created':
          return reply.code(201).send(toQueueView(answer.queue, new Set()));
        case 'exists':
          return refuse(request, reply, queueExists(body.name.toLowerCase()));
        case 'no_engine':
          return refuse(request, reply, noEngine(engine, answer.engines));
      }
    },
  );
}

function toProgramRules(asked: NonNullable<QueueOrder['programs']>): ProgramRules {
  const { allowsExecutables, cpuSeconds, memoryBytes, fileBytes, processes } = defaultProgramRules;
  return {
    allowsExecutables: asked.executables ?? allowsExecutables,
    cpuSeconds: asked.cpu_seconds === undefined ? cpuSeconds : asked.cpu_seconds,
    memoryBytes: asked.memory_bytes === undefined ? memoryBytes : asked.memory_bytes,
    fileBytes: asked.file_bytes === undefined ? fileBytes : asked.file_bytes,
    processes: asked.processes === undefined ? processes : asked.processes,
  };
}
