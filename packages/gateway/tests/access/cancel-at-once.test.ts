import { expect, it } from 'vitest';
import { type Core, startCore } from '../support/start-core.ts';
import { watchCalls } from '../support/watch-calls.ts';
import { credentialOf, enrolEverybody, projectId } from './personas.ts';
import { routeTable, type Scene } from './route-table.ts';
import { startEveryDialect } from './start-every-dialect.ts';

const cancels = routeTable.filter(({ route }) =>
  /^(POST .*(\/:id|\/:key|\/:statement|statement_id)\/(cancel|close)|DELETE .*\/(:job_id|:batch_id|:session_id|batches\/:id|sessions\/:id))$/.test(
    route,
  ),
);

it.each(cancels)(
  'case 7: $route that comes before another’s ending answers as that does (I2)',
  async ({ path, body, route }) => {
    const closing = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const core = await startCore({
      slots: 3,
      sessionScript: {
        at: (point) => {
          if (point !== 'close close') return undefined;
          asked.resolve();
          return closing.promise;
        },
      },
    });
    const queue = await core.stores.queues.find(projectId, 'default');
    await enrolEverybody(core.stores, queue?.id ?? '');
    const door = { isShut: false, reached: asked, open: Promise.withResolvers<void>() };
    const identities = watchCalls(core.stores.identities, async (_method, _rest, call) => {
      if (!door.isShut) return call();
      door.reached.resolve();
      await door.open.promise;
      return call();
    });
    const origin = await startEveryDialect(core, { identities, cancelTimeoutMs: 30_000 });
    core.stage.hold('work 1');
    const settling = core.stage.hold('settled');
    const scene = await setScene(core);
    const send = async () => {
      const answer = await fetch(origin + path(scene), {
        method: route.split(' ')[0] ?? '',
        headers: credentialOf('admin'),
        ...(body && { body: JSON.stringify(body(scene)) }),
      });
      const ending = answer.headers.get('x-sluice-ending');
      return { status: answer.status, ending, body: await answer.text() };
    };

    const first = send();
    await Promise.race([settling.reached(), asked.promise]);
    door.isShut = true;
    door.reached = Promise.withResolvers();
    const second = send();
    await door.reached.promise;
    core.clock.advance(1);
    core.stage.open();
    closing.resolve();
    const answer = await first;
    expect(answer.status).toBeLessThan(300);
    core.clock.advance(1);
    door.isShut = false;
    door.open.resolve();
    expect(await second).toEqual(answer);
  },
);

/** A job, a batch and a statement that run. */
async function setScene(core: Core): Promise<Scene> {
  const { actions } = core;
  const by = { projectId, owner: 'admin' };
  const key = 'key-1';
  const jobId = await core.submit({ ...by, key });
  const program = { file: 'obs://lake/job.py', args: [], files: [], name: null, sent: null };
  const made = await actions.submitBatch({ ...by, ...program });
  const opened = await actions.createSession(by);
  if (made.kind !== 'accepted' || opened.kind !== 'accepted') throw new Error('not accepted');
  const { session } = opened;
  const order = { owner: 'admin', statements: ['SELECT 1'] };
  const answer = await actions.submitStatements(projectId, session.id, order);
  const [statement] = answer.kind === 'accepted' ? answer.jobs : [];
  if (!statement) throw new Error(`the statement was ${answer.kind}`);
  await core.quiet();
  const { id } = made.job;
  const number = (await actions.batchNumbers([id])).get(id) ?? 0;
  const none = { cancelledId: '', closedId: '', newName: '' };
  return { jobId, key, session, statementId: statement.id, batch: { id, number }, ...none };
}
