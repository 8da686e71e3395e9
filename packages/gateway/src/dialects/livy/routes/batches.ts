import { JobKey } from '@sluice/protocol';
import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { EndedJob, Job } from '../../../core/job/job.ts';
import { BatchLogs } from '../../batch-logs.ts';
import { wishOf } from '../../wish-of.ts';
import { BatchOrder } from '../batch-order.ts';
import {
  batchNotStopped,
  batchRefused,
  repeatedOfDeleted,
  unknownBatch,
} from '../batch-refusals.ts';
import { toBatchView } from '../batch-view.ts';
import { toBatchWord } from '../batch-words.ts';
import type { LivyApp } from '../livy-app.ts';
import { PageQuery, pageOf, SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { otherProxyUser } from '../session-refusals.ts';
import { findShownBatch } from '../shown-batch.ts';

const keyHeader = 'idempotency-key';
const absentSize = 100;
const mostSize = 1_000;
const shownLines = 10;
const mostLines = 10_000;
const AnyCount = Type.Integer({ description: 'a whole number' });

/** Programs as batches (livy-api.md 1, 2): made, listed, shown with their logs, deleted. */
export function batchRoutes(app: LivyApp, actions: GuardedActions, cancelTimeoutMs: number): void {
  listBatchesRoute(app, actions);
  createBatchRoute(app, actions);
  showBatchRoutes(app, actions);
  deleteBatchRoute(app, actions, cancelTimeoutMs);
}

/** The oldest first, those that have ended as well, until they are deleted. */
function listBatchesRoute(app: LivyApp, actions: GuardedActions): void {
  app.get(
    '/batches',
    { config: { needs: 'read' }, schema: { querystring: PageQuery } },
    async ({ principal, query }) => {
      const page = pageOf(query, absentSize, mostSize);
      const list = await actions.listBatches(principal, page);
      const numbers = await actions.batchNumbers([...list.jobs, ...list.late].map(({ id }) => id));
      const sessions = [];
      for await (const job of actions.eachJob(principal, list)) {
        sessions.push(toBatchView(job, numbers.get(job.id) ?? 0, []));
      }
      return { from: page.offset, total: list.total, sessions };
    },
  );
}

/** 201 also for the one that its Idempotency-Key made before. */
function createBatchRoute(app: LivyApp, actions: GuardedActions): void {
  app.post(
    '/batches',
    {
      config: { needs: 'submit', audit: 'submit_batch' },
      schema: {
        headers: Type.Object({ [keyHeader]: Type.Optional(JobKey) }),
        querystring: Type.Object({ doAs: Type.Optional(Type.String()) }),
        body: BatchOrder,
      },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const actsAs = request.query.doAs ?? body.proxyUser ?? principal.userName;
      if (actsAs !== principal.userName) return refuse(reply, otherProxyUser(actsAs));
      const answer = await actions.submitBatch(principal, {
        file: body.file,
        args: body.args ?? [],
        files: [...(body.files ?? []), ...(body.pyFiles ?? []), ...(body.jars ?? [])],
        name: body.name ?? null,
        sent: null,
        queueName: body.queue ?? undefined,
        key: request.headers[keyHeader],
      });
      if (answer.kind !== 'accepted') return refuse(reply, batchRefused(answer));
      const { job } = answer;
      request.auditTarget = job.id;
      const number = await numberOf(actions, job);
      if (!(await actions.findBatch(principal, number))) {
        return refuse(reply, repeatedOfDeleted(number, job));
      }
      return reply
        .code(201)
        .header('location', `${app.prefix}/batches/${number}`)
        .send(toBatchView(job, number, []));
    },
  );
}

function showBatchRoutes(app: LivyApp, actions: GuardedActions): void {
  const schema = { params: SessionParams };
  const logs = new BatchLogs(actions);

  app.get('/batches/:id', { config: { needs: 'read' }, schema }, async (request, reply) => {
    const found = await findShownBatch(actions, request.principal, request.params.id);
    if (!found) return refuse(reply, unknownBatch(request.params.id));
    const { job, number } = found;
    const { lines } = await logs.page(job, { from: null, size: shownLines });
    return toBatchView(job, number, lines);
  });

  app.get('/batches/:id/state', { config: { needs: 'read' }, schema }, async (request, reply) => {
    const found = await findShownBatch(actions, request.principal, request.params.id);
    if (!found) return refuse(reply, unknownBatch(request.params.id));
    return { id: found.number, state: toBatchWord(found.job) };
  });

  const querystring = Type.Object({
    from: Type.Optional(AnyCount),
    size: Type.Optional(AnyCount),
  });
  app.get(
    '/batches/:id/log',
    { config: { needs: 'read' }, schema: { ...schema, querystring } },
    async ({ params, principal, query }, reply) => {
      const found = await findShownBatch(actions, principal, params.id);
      if (!found) return refuse(reply, unknownBatch(params.id));
      const { from: asked = -1, size = absentSize } = query;
      const page = {
        from: asked < 0 ? null : asked,
        size: size < 0 ? mostLines : Math.min(size, mostLines),
      };
      const { from, total, lines } = await logs.page(found.job, page);
      return { id: found.number, from, total, log: lines };
    },
  );
}

/**
 * Says "deleted" when no process of it is left; then it is gone here. Of one that has ended nothing was left: it is
 * deleted, once, and the header `X-Sluice-Ending` says how it ended.
 */
function deleteBatchRoute(app: LivyApp, actions: GuardedActions, cancelTimeoutMs: number): void {
  app.delete(
    '/batches/:id',
    { config: { needs: 'cancel', audit: 'cancel_batch' }, schema: { params: SessionParams } },
    async (request, reply) => {
      const { params, principal, arrivedAt } = request;
      const found = await findShownBatch(actions, principal, params.id, arrivedAt);
      if (!found) return refuse(reply, unknownBatch(params.id));
      const { job, number } = found;
      request.auditTarget = job.id;
      const deleteEnded = async (ended: EndedJob) => {
        const isFirst = await actions.deleteEndedBatch(principal, ended);
        if (!isFirst) return refuse(reply, unknownBatch(params.id));
        return reply.header('x-sluice-ending', ended.state.ending.how).send(deleted);
      };
      const wish = { ...wishOf(request), reason: 'deleted' } as const;
      const verdict = await actions.cancelJob(principal, job.id, wish, cancelTimeoutMs);
      switch (verdict.kind) {
        case 'cancelled':
          // Of two at once each has what it wished.
          await actions.deleteEndedBatch(principal, verdict.job);
          return deleted;
        case 'ended_otherwise':
          return deleteEnded(verdict.job);
        case 'not_confirmed':
          return refuse(reply, batchNotStopped(number, cancelTimeoutMs));
        case 'not_cancellable':
        case 'unknown':
          return refuse(reply, unknownBatch(params.id));
      }
    },
  );
}

const deleted = { msg: 'deleted' };

async function numberOf(actions: GuardedActions, job: Job): Promise<number> {
  const number = (await actions.batchNumbers([job.id])).get(job.id);
  if (number === undefined) throw new Error(`batch ${job.id} has no number`);
  return number;
}
