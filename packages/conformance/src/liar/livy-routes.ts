import {
  answerCancel,
  answerClose,
  findSession,
  look,
  type Reply,
  type Route,
} from './liar-route.ts';
import { sessionWord, statementObject } from './livy-objects.ts';
import type { LiarSession } from './liar-work.ts';

const base = '/livy/sessions';
const route = (method: string, path: string, handle: Route['handle']): Route => {
  return { method, path: new RegExp(`^${base}${path}$`), handle };
};
const notFound: Reply = { status: 404, body: { msg: 'not found' } };

/** Livy's API; a session that was closed is gone. */
export const livyRoutes: readonly Route[] = [
  route('GET', '', () => ({ status: 200, body: { from: 0, total: 0, sessions: [] } })),
  route('POST', '', (world, { body, project }) => {
    const { heartbeatTimeoutInSecond, ttl } = body;
    const session = world.openSession(project, {
      ...(typeof heartbeatTimeoutInSecond === 'number' && {
        heartbeatMs: heartbeatTimeoutInSecond * 1_000,
      }),
      ...(typeof ttl === 'string' && { idleLimitMs: Number.parseFloat(ttl) * 1_000 }),
    });
    return { status: 201, body: sessionObject(session) };
  }),
  route('GET', '/(\\d+)/state', (world, { params: [id], project }) => {
    const session = findSession(world, id, project);
    if (!session || session.status === 'ended') return notFound;
    return { status: 200, body: sessionObject(session) };
  }),
  route('DELETE', '/(\\d+)', (world, request) => {
    const isClosed = answerClose(world, request, 0) === 'cancelled';
    return isClosed ? { status: 200, body: { msg: 'deleted' } } : notFound;
  }),
  route('POST', '/(\\d+)/statements', (world, { params: [id], body, project }) => {
    const session = findSession(world, id, project);
    if (!session || session.status === 'ended') return notFound;
    return { status: 201, body: statementObject(world.submit(session, String(body['code']))) };
  }),
  route('GET', '/(\\d+)/statements/(\\d+)', (world, { params: [id, statement], project }) => {
    const session = findSession(world, id, project);
    const work = session && session.status !== 'ended' ? look(session, statement) : null;
    return work ? { status: 200, body: statementObject(work) } : notFound;
  }),
  route('POST', '/(\\d+)/statements/(\\d+)/cancel', async (world, request) => {
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
];

function sessionObject(session: LiarSession) {
  return { id: Number(session.id), state: sessionWord(session), kind: 'sql' };
}
