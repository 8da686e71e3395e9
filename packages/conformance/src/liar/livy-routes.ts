import {
  answerCancel,
  answerClose,
  findSession,
  laneOf,
  look,
  type Reply,
  type Route,
} from './liar-route.ts';
import { batchLog, codeOf, sessionWord, statementObject } from './livy-objects.ts';
import type { LiarSession, LiarStatus, LiarWork } from './liar-work.ts';

const route = (method: string, path: string, handle: Route['handle']): Route => {
  return { method, path: new RegExp(`^/livy${path}$`), handle };
};
const notFound: Reply = { status: 404, body: { msg: 'not found' } };
const malformed = (msg: string): Reply => ({ status: 400, body: { msg } });

/** Code that the liar cannot parse. */
const unreadable = '?';

const batchWords: Readonly<Record<LiarStatus, string>> = {
  waiting: 'starting',
  running: 'running',
  cancelling: 'shutting_down',
  succeeded: 'success',
  failed: 'dead',
  cancelled: 'killed',
};

/** Livy's API; a session that was closed is gone, and a batch that was deleted. */
export const livyRoutes: readonly Route[] = [
  route('GET', '/sessions', () => ({ status: 200, body: { from: 0, total: 0, sessions: [] } })),
  route('POST', '/sessions', (world, { body, project }) => {
    const { kind, heartbeatTimeoutInSecond, ttl } = body;
    if (kind !== 'sql') return malformed(`no session here speaks ${String(kind)}`);
    const session = world.openSession(project, {
      ...(typeof heartbeatTimeoutInSecond === 'number' && {
        heartbeatMs: heartbeatTimeoutInSecond * 1_000,
      }),
      ...(typeof ttl === 'string' && { idleLimitMs: Number.parseFloat(ttl) * 1_000 }),
    });
    return { status: 201, body: sessionObject(session) };
  }),
  route('GET', '/sessions/(\\d+)/state', (world, { params: [id], project }) => {
    const session = findSession(world, id, project);
    if (!session || session.status === 'ended') return notFound;
    return { status: 200, body: sessionObject(session) };
  }),
  route('DELETE', '/sessions/(\\d+)', (world, request) => {
    const isClosed = answerClose(world, request, 0) === 'cancelled';
    return isClosed ? { status: 200, body: { msg: 'deleted' } } : notFound;
  }),
  route('POST', '/sessions/(\\d+)/statements', (world, { params: [id], body, project }) => {
    const session = findSession(world, id, project);
    if (!session || session.status === 'ended') return notFound;
    const code = String(body['code']);
    if (code === unreadable) return malformed(`${code} is no code`);
    return { status: 201, body: statementObject(world.submit(session, code)) };
  }),
  route(
    'GET',
    '/sessions/(\\d+)/statements/(\\d+)',
    (world, { params: [id, statement], project }) => {
      const session = findSession(world, id, project);
      const work = session && session.status !== 'ended' ? look(session, statement) : null;
      return work ? { status: 200, body: statementObject(work) } : notFound;
    },
  ),
  route('POST', '/sessions/(\\d+)/statements/(\\d+)/cancel', async (world, request) => {
    const { params, project } = request;
    const session = findSession(world, params[0], project);
    const { answer } = await answerCancel(world, request, session, params[1]);
    switch (answer) {
      case 'cancelled':
      case 'ended':
        return { status: 200, body: { msg: 'canceled' } };
      case 'unknown':
        return notFound;
      case 'not_confirmed':
        return { status: 408, body: { msg: 'it goes on' } };
    }
  }),
  route('GET', '/batches', () => ({ status: 200, body: { from: 0, total: 0, sessions: [] } })),
  route('POST', '/batches', (world, { body, project }) => {
    return { status: 201, body: batchObject(world.submit(world.batchesOf(project), codeOf(body))) };
  }),
  route('GET', '/batches/(\\d+)/state', (world, { params: [id], project }) => {
    const work = look(world.batchesOf(project), id);
    return work ? { status: 200, body: batchObject(work) } : notFound;
  }),
  route('GET', '/batches/(\\d+)/log', (world, { params: [id], project }) => {
    const work = look(world.batchesOf(project), id);
    return work ? { status: 200, body: { log: batchLog(work) } } : notFound;
  }),
  route('DELETE', '/batches/(\\d+)', async (world, request) => {
    const { params, project } = request;
    const lane = laneOf(world, 'batches', project, params[0]);
    const { answer, work } = await answerCancel(world, request, lane, params[0]);
    switch (answer) {
      case 'cancelled':
        if (work) work.isDeleted = true;
        return { status: 200, body: { msg: 'deleted' } };
      case 'ended':
      case 'unknown':
        return notFound;
      case 'not_confirmed':
        return { status: 504, body: { msg: 'it goes on' } };
    }
  }),
];

function batchObject({ id, status }: LiarWork) {
  return { id: Number(id), state: batchWords[status], log: [] };
}

function sessionObject(session: LiarSession) {
  return { id: Number(session.id), state: sessionWord(session), kind: 'sql' };
}
