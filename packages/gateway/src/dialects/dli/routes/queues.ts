import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { hasTags } from '../../../core/job/has-tags.ts';
import type { Queue } from '../../../core/ports/queue-store.ts';
import { cusOfSlot, mostCus } from '../compute-units.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { FlagText } from '../flag.ts';
import { noQueue } from '../job-refusals.ts';
import { EngineName, Name, ProjectParams, QueueParams } from '../names.ts';
import { FromOne, numberedPage } from '../numbered-page.ts';
import { SomeText } from '../offset-page.ts';
import { noEngine, noPools, queueInUse, queueShared, queueThere } from '../queue-refusals.ts';
import { queueDetailFields, queueFields, toQueueDetail, toQueueRecord } from '../queue-record.ts';
import { invalid } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { readTagFilter, Tags } from '../tags.ts';

const types = ['sql', 'general', 'all'] as const;
const orders = ['queue_name_asc', 'queue_name_desc', 'cu_asc', 'cu_desc'] as const;

/** The body of a create (dli-api.md 3.5.1). What is not listed has no effect here. */
const CreateBody = Type.Object({
  queue_name: Name,
  cu_count: Type.Integer({
    minimum: cusOfSlot,
    maximum: mostCus,
    multipleOf: cusOfSlot,
    description: `a whole number of CUs, ${cusOfSlot} to ${mostCus}, in steps of ${cusOfSlot}: a slot each`,
  }),
  queue_type: Type.Optional(Type.Enum(['sql', 'general'], { description: 'one of sql, general' })),
  description: Type.Optional(
    Type.String({
      pattern: '^[^\\0\\p{Cs}]{0,256}$',
      description: 'text of at most 256 characters',
    }),
  ),
  charging_mode: Type.Optional(Type.Enum([1], { description: '1, by the hour' })),
  engine: Type.Optional(EngineName),
  elastic_resource_pool_name: Type.Optional(Type.String({ description: 'text' })),
  tags: Type.Optional(Tags),
});

const ListQuery = Type.Partial(
  Type.Object({
    queue_type: Type.Enum([...types], { description: `one of ${types.join(', ')}` }),
    'with-priv': FlagText,
    'with-charge-info': FlagText,
    tags: SomeText,
    'page-size': FromOne,
    'current-page': FromOne,
    order: Type.Enum([...orders], { description: `one of ${orders.join(', ')}` }),
  }),
);

/** Queues: made, listed, shown and deleted (dli-api.md 3.5). */
export function queueRoutes(app: DliApp, actions: GuardedActions): void {
  const path = '/v1.0/:project_id/queues';

  app.post(
    path,
    {
      config: { needs: 'administer', audit: 'create_queue' },
      schema: {
        params: ProjectParams,
        body: CreateBody,
        response: { 200: successSchema({ queue_name: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { queue_name, cu_count, queue_type, description, tags, engine } = request.body;
      const pool = request.body.elastic_resource_pool_name ?? '';
      request.auditTarget = queue_name.toLowerCase();
      if (pool !== '') return refuse(request, reply, noPools);
      const answer = await actions.createQueue(request.principal, {
        name: queue_name,
        engine: engine?.toLowerCase() ?? (await ownEngine(request.principal)),
        slots: cu_count / cusOfSlot,
        notes: { description: description ?? '', type: queue_type ?? 'sql', tags: tags ?? [] },
      });
      switch (answer.kind) {
        case 'created':
          return success({ queue_name: answer.queue.name });
        case 'exists':
          return refuse(request, reply, queueThere(queue_name));
        case 'no_engine':
          return refuse(request, reply, noEngine(engine ?? '', answer.engines));
      }
    },
  );

  app.get(
    path,
    {
      config: { needs: 'read' },
      schema: {
        params: ProjectParams,
        querystring: ListQuery,
        response: { 200: successSchema({ queues: Type.Array(Type.Object(queueFields)) }) },
      },
    },
    async (request, reply) => {
      const { principal, query } = request;
      const tags = query.tags ? readTagFilter(query.tags) : [];
      if (tags === null)
        return refuse(request, reply, invalid('tags must be of the form k1=v1,k2=v2'));
      const { queue_type: type = 'sql', order = 'queue_name_asc' } = query;
      const all = await actions.listQueues(principal);
      const matching = all
        .filter(({ notes }) => type === 'all' || notes.type === type)
        .filter(({ notes }) => hasTags(notes.tags, tags))
        .toSorted(sorts[order]);
      const restarting = await actions.restartingQueues(principal);
      const page = numberedPage(matching, query);
      return success({ queues: page.map((queue) => toQueueRecord(queue, restarting)) });
    },
  );

  app.get(
    `${path}/:queue_name`,
    {
      config: { needs: 'read' },
      schema: { params: QueueParams, response: { 200: successSchema(queueDetailFields) } },
    },
    async (request, reply) => {
      const { principal, params } = request;
      const queue = await actions.findQueue(principal, params.queue_name);
      if (!queue) return refuse(request, reply, noQueue(params.queue_name));
      return success(toQueueDetail(queue, await actions.restartingQueues(principal)));
    },
  );

  app.delete(
    `${path}/:queue_name`,
    {
      config: { needs: 'cancel', audit: 'delete_queue' },
      schema: { params: QueueParams, response: { 200: successSchema({}) } },
    },
    async (request, reply) => {
      const name = request.params.queue_name.toLowerCase();
      request.auditTarget = name;
      const answer = await actions.deleteQueue(request.principal, name);
      switch (answer.kind) {
        case 'deleted':
          return success({});
        case 'no_queue':
          return refuse(request, reply, noQueue(name));
        case 'shared':
          return refuse(request, reply, queueShared(name));
        case 'in_use':
          return refuse(request, reply, queueInUse(answer));
      }
    },
  );

  /** The one that the queue `default` has. */
  async function ownEngine(principal: Parameters<typeof actions.findQueue>[0]): Promise<string> {
    return (await actions.findQueue(principal, 'default'))?.engine ?? '';
  }
}

type Compare = (a: Queue, b: Queue) => number;

const byName: Compare = (a, b) => (a.name < b.name ? -1 : 1);
const bySlots: Compare = (a, b) => a.slots - b.slots || byName(a, b);

const sorts: Record<(typeof orders)[number], Compare> = {
  queue_name_asc: byName,
  queue_name_desc: (a, b) => byName(b, a),
  cu_asc: bySlots,
  cu_desc: (a, b) => bySlots(b, a),
};
