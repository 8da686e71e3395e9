import {
  answerCancel,
  answerClose,
  findSession,
  look,
  type Reply,
  type Route,
} from './liar-route.ts';
import type { LiarStatus, LiarWork } from './liar-work.ts';

const base = '/v1/workspaces/w1';
const route = (method: string, path: string, handle: Route['handle']): Route => {
  return { method, path: new RegExp(`^${base}${path}$`), handle };
};
const notFound: Reply = {
  status: 404,
  body: { error_code: 'common.01000001', error_msg: 'response status exception, code: 404' },
};
const sessionWords = { starting: 'CREATING', open: 'RUNNING', ended: 'CLOSED' } as const;
const numbers: Readonly<Record<LiarStatus, number>> = {
  waiting: 3,
  running: 1,
  cancelling: 1,
  succeeded: 0,
  failed: -1,
  cancelled: 4,
};

/** DataArts Fabric SQL, v1, of one workspace. */
export const fabricRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/v1\/workspaces$/,
    handle: () => ({ status: 200, body: { total: 1, workspaces: [{ id: 'w1' }] } }),
  },
  route('GET', '/endpoints', () => {
    return { status: 200, body: { total: 1, endpoints: [{ id: 'e1', type: 'sql' }] } };
  }),
  route('GET', '/sessions', () => ({ status: 200, body: { total: 0, sessions: [] } })),
  route('POST', '/sessions', (world, { project }) => {
    const { id, status } = world.openSession(project, {});
    return { status: 200, body: { session_id: id, status: sessionWords[status] } };
  }),
  route('POST', '/sessions/statements', (world, { body, project }) => {
    const session = findSession(world, String(body['session_id']), project);
    if (!session || session.status === 'ended') return notFound;
    return { status: 200, body: statementBody(world.submit(session, String(body['statement']))) };
  }),
  route('GET', '/sessions/([^/]+)', (world, { params: [id], project }) => {
    const session = findSession(world, id, project);
    if (!session) return notFound;
    return { status: 200, body: { session_id: id, status: sessionWords[session.status] } };
  }),
  route('DELETE', '/sessions/([^/]+)', (world, request) => {
    return answerClose(world, request, 0) === 'cancelled' ? { status: 200 } : notFound;
  }),
  route('GET', '/sessions/([^/]+)/statements', (world, { params: [id], query, project }) => {
    const session = findSession(world, id, project);
    const work = session?.works.get(query.get('statement_id') ?? '');
    if (!work) return notFound;
    const status = work.status === 'cancelled' ? 'CANCELED' : 'FAILED';
    return { status: 200, body: { total: 1, records: [{ statement_id: work.id, status }] } };
  }),
  route('GET', '/sessions/([^/]+)/statements/([^/]+)', (world, { params: [id, of], project }) => {
    const session = findSession(world, id, project);
    const work = session && look(session, of);
    return work ? { status: 200, body: statementBody(work) } : notFound;
  }),
  route('POST', '/sessions/([^/]+)/statements/([^/]+)/cancel', async (world, request) => {
    const { params, project } = request;
    const session = findSession(world, params[0], project);
    const { answer } = await answerCancel(world, request, session, params[1]);
    switch (answer) {
      case 'cancelled':
      case 'ended':
        return { status: 200 };
      case 'unknown':
        return notFound;
      case 'not_confirmed':
        return { status: 408, body: { error_code: 'common.00000408', error_msg: 'it goes on' } };
    }
  }),
];

function statementBody({ id, status, message, rows }: LiarWork) {
  const isSuccess = status === 'succeeded';
  const result = {
    status: isSuccess ? 'PGRES_TUPLES_OK' : 'PGRES_FATAL_ERROR',
    message,
    result_set: { columns: [], rows: rows.map((row) => row.map(String)) },
  };
  const hasEnded = numbers[status] !== 1 && numbers[status] !== 3;
  return { status: numbers[status], statement_id: id, ...(hasEnded && { results: [result] }) };
}
