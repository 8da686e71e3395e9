import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../src/core/session/session.ts';
import { readSqliteRows, type Rows } from '../contracts/store-drivers.ts';
import { type Core, maria, startCore } from '../support/start-core.ts';
import { credentialOf, enrolEverybody, everybody, type Persona, projectId } from './personas.ts';
import { startEveryDialect } from './start-every-dialect.ts';
import { type Outcome, type Row, routeTable, sampleKey, type Scene } from './route-table.ts';

describe('every route', () => {
  let core: Core;
  let origin: string;
  let routes: string[];
  let closedId: string;
  let scenes = 0;
  beforeEach(async () => {
    core = await startCore({ slots: 1 });
    // The one slot is taken, so that every other job waits and nothing moves by itself.
    core.stage.hold('work 1');
    await core.submit({ projectId, owner: 'admin' });
    const queue = await core.stores.queues.find(projectId, 'default');
    await enrolEverybody(core.stores, queue?.id ?? '');
    ({ id: closedId } = await openSession());
    await core.actions.closeSession(projectId, closedId, maria, 30_000);
    routes = [];
    origin = await startEveryDialect(core, { routes });
  });

  it('is in the table, and the table has no other', () => {
    const named = routeTable.map(({ route }) => route);
    const found = routes.filter((route) => !route.startsWith('HEAD '));
    expect(named.toSorted()).toEqual(found.toSorted());
  });

  it.each(everybody)(
    'answers %s as the table says, and does nothing where it refuses',
    async (who) => {
      const wrong: string[] = [];
      for (const row of routeTable) {
        const scene = await setScene();
        if (/\/(files|resources)\b/.test(row.route)) await putSample();
        const [method = '', url = ''] = row.route.split(' ');
        const before = rowsOf(core);
        const answer = await knock(row, method, scene, who);
        const outcome = outcomeOf(answer);
        if (outcome !== row.outcomes[who]) {
          wrong.push(`${row.route}: ${outcome} (${answer.status} ${answer.body})`);
        }
        if (routes.includes(`HEAD ${url}`) && method === 'GET') {
          const head = await knock(row, 'HEAD', scene, who);
          // Without a body it cannot say more.
          if (head.status !== answer.status) wrong.push(`HEAD ${url}: ${head.status}`);
        }
        const after = rowsOf(core);
        const hasDone = !isDeepStrictEqual(after, before);
        if (hasDone && outcome !== 'through') wrong.push(`${row.route} did something all the same`);
        await core.actions.closeSession(projectId, scene.session.id, maria, 30_000);
      }
      expect(wrong).toEqual([]);
    },
    180_000,
  );

  it.each(everybody)('says to %s what is not served only where it is his own', async (who) => {
    for (const [method = '', path = ''] of notServed) {
      const url = `${origin}${path.replace('{p}', projectId)}`;
      const answer = await fetch(url, { method, headers: credentialOf(who) });
      const outcome = outcomeOf({ status: answer.status, body: await answer.text() });
      const own = who === 'stranger' ? 'foreign' : 'through';
      expect({ path, outcome }).toEqual({ path, outcome: who === 'nobody' ? 'anonymous' : own });
    }
  });

  /** Jobs and sessions of the admin, and a name for something new. */
  async function setScene(): Promise<Scene> {
    const number = ++scenes;
    const key = `key-${number}`;
    const jobId = await core.submit({ projectId, owner: 'admin', key });
    const cancelledId = await core.submit({ projectId, owner: 'admin' });
    await core.actions.requestCancel(projectId, cancelledId, maria);
    const batch = await submitBatch();
    const session = await openSession();
    const statementId = await submitInto(session);
    // What was begun by all this is written before anybody knocks.
    await core.quiet();
    const newName = `q${number}`;
    return { jobId, key, cancelledId, session, statementId, batch, closedId, newName };
  }

  async function submitBatch(): Promise<Scene['batch']> {
    const program = { file: 'obs://lake/job.py', args: [], files: [], name: null, sent: null };
    const made = await core.actions.submitBatch({ projectId, owner: 'admin', ...program });
    if (made.kind !== 'accepted') throw new Error(`the batch was ${made.kind}`);
    const { id } = made.job;
    const number = (await core.actions.batchNumbers([id])).get(id) ?? 0;
    return { id, number };
  }

  async function putSample(): Promise<void> {
    const file = { bucket: 'lake', key: sampleKey };
    const upload = { length: null, sha256: null, part: null, limit: null };
    await core.buckets.put(projectId, file, { ...upload, content: Readable.from([Buffer.of(1)]) });
    const order = { group: null, kind: 'jar', files: [file], tags: [], isAsync: false } as const;
    await core.actions.putResources({ ...order, projectId, owner: 'admin' });
  }

  async function openSession(): Promise<Session> {
    const made = await core.actions.createSession({ projectId, owner: 'admin' });
    if (made.kind !== 'accepted') throw new Error(`the session was ${made.kind}`);
    const { id } = made.session;
    await core.actions.awaitSession(projectId, id, 60_000, ({ state }) => state.status === 'open');
    return made.session;
  }

  async function submitInto({ id }: Session): Promise<string> {
    const order = { owner: 'admin', statements: ['SELECT 1'] };
    const answer = await core.actions.submitStatements(projectId, id, order);
    const [job] = answer.kind === 'accepted' ? answer.jobs : [];
    if (!job) throw new Error(`the statement was ${answer.kind}`);
    return job.id;
  }

  async function knock({ path, body }: Row, method: string, scene: Scene, who: Persona) {
    const answer = await fetch(origin + path(scene), {
      method,
      headers: credentialOf(who),
      ...(body && { body: JSON.stringify(body(scene)) }),
    });
    // A stream of events has no end; that it began is enough.
    const isEndless = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (isEndless) await answer.body?.cancel();
    return { status: answer.status, body: isEndless ? '' : await answer.text() };
  }
});

/** Calls of DLI that are not here, one of each place where it looks for them. */
const notServed = [
  ['GET', '/v3/{p}/elastic-resource-pools'],
  ['POST', '/v2.0/{p}/datasource/enhanced-connections'],
  ['POST', '/v1/{p}/queues/q/plans/batch-delete'],
  ['PUT', '/v1.0/{p}/queues/q'],
  ['GET', '/v1/{p}/sql-defend-sys-rules'],
  ['GET', '/v2/{p}/agency'],
  ['POST', '/v1/{p}/edgesrv/messages'],
];

/** All that is kept, but the audit: that somebody was refused stands there, and shall. */
function rowsOf({ stateFile }: Core): Rows {
  const { audit: _audit, ...rest } = readSqliteRows(stateFile);
  return rest;
}

/** Reads an answer of any dialect. */
function outcomeOf({ status, body }: { status: number; body: string }): Outcome {
  const code = /"error_code":"([^"]*)"/.exec(body)?.[1] ?? '';
  if (status >= 500) return 'failed';
  if (status === 401) return 'anonymous';
  if (code === 'APIGW.0302') return 'foreign';
  if (code === 'DLI.0003' || status === 403) return 'forbidden';
  if (code === 'DLI.0002' || status === 404) return 'unknown';
  return 'through';
}
