import type { LiarAnswer } from './liar-cancel.ts';
import {
  answerCancel,
  answerClose,
  findSession,
  laneOf,
  look,
  type Reply,
  type Route,
} from './liar-route.ts';
import type { LiarStatus, LiarWork } from './liar-work.ts';
import type { LiarWorld } from './liar-world.ts';
import { batchLog, codeOf, sessionWord, statementObject } from './livy-objects.ts';

const refused = (status: number, code: string, message = ''): Reply => {
  return { status, body: { error_code: code, error_msg: message } };
};
const route = (method: string, path: string, handle: Route['handle']): Route => ({
  method,
  path: new RegExp(`^${path.replace('{p}', '([^/]+)')}$`),
  handle: (world, request) =>
    request.params[0] === request.project ? handle(world, request) : refused(403, 'APIGW.0302'),
});

const words: Readonly<Record<LiarStatus, string>> = {
  waiting: 'LAUNCHING',
  running: 'RUNNING',
  cancelling: 'RUNNING',
  succeeded: 'FINISHED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
};

const batchWords: Readonly<Record<LiarStatus, string>> = {
  waiting: 'starting',
  running: 'running',
  cancelling: 'running',
  succeeded: 'success',
  failed: 'dead',
  cancelled: 'dead',
};

/** DLI's v1.0 SQL jobs, and its v2.0 sessions, statements and batches. */
export const dliRoutes: readonly Route[] = [
  route('GET', '/v1.0/{p}/jobs', () => ({ status: 200, body: { is_success: true, jobs: [] } })),
  route('POST', '/v1.0/{p}/jobs/submit-job', (world, { body, project }) => {
    const [limit] = (body['conf'] as string[]).map((line) => Number(line.split('=')[1]) * 1_000);
    const work = world.submit(world.jobsOf(project), String(body['sql']), limit ?? Infinity);
    return { status: 200, body: { is_success: true, message: '', job_id: work.id } };
  }),
  route('GET', '/v1.0/{p}/jobs/([^/]+)/status', (world, { params: [, id], project }) => {
    const work = look(world.jobsOf(project), id);
    if (!work) return refused(400, 'DLI.0002');
    const body = { is_success: true, status: words[work.status], message: messageOf(world, work) };
    return { status: 200, body };
  }),
  route('GET', '/v1.0/{p}/jobs/([^/]+)/preview', (world, { params: [, id], project }) => {
    const work = look(world.jobsOf(project), id);
    return work ? { status: 200, body: { rows: work.rows } } : refused(400, 'DLI.0002');
  }),
  route('DELETE', '/v1.0/{p}/jobs/([^/]+)', async (world, request) => {
    const { params, project } = request;
    const { answer, work } = await answerCancel(
      world,
      request,
      laneOf(world, 'jobs', project, params[1]),
      params[1],
    );
    return cancelReply(answer, { is_success: true, message: '' }, work, 'DLI.0002', 400);
  }),
  route('GET', '/v2.0/{p}/sessions', () => ({ status: 200, body: { total: 0, sessions: [] } })),
  route('POST', '/v2.0/{p}/sessions', (world, { body, project }) => {
    if (body['kind'] !== 'sql') return refused(400, 'DLI.0001');
    const seconds = body['heartbeatTimeoutInSecond'];
    const limits = typeof seconds === 'number' ? { idleLimitMs: seconds * 1_000 } : {};
    const session = world.openSession(project, limits);
    return { status: 200, body: { id: session.id, state: sessionWord(session) } };
  }),
  route('GET', '/v2.0/{p}/sessions/([^/]+)/state', (world, { params: [, id], project }) => {
    const session = findSession(world, id, project);
    if (!session) return refused(404, 'DLI.0023');
    return { status: 200, body: { id: session.id, state: sessionWord(session) } };
  }),
  route('DELETE', '/v2.0/{p}/sessions/([^/]+)', (world, request) => {
    return cancelReply(answerClose(world, request, 1), { msg: 'deleted' }, null, 'DLI.0023', 404);
  }),
  route('POST', '/v2.0/{p}/sessions/([^/]+)/statements', (world, request) => {
    const { params, body, project } = request;
    const session = findSession(world, params[1], project);
    if (!session || session.status === 'ended') return refused(404, 'DLI.0023');
    return { status: 200, body: statementObject(world.submit(session, String(body['code']))) };
  }),
  route('GET', '/v2.0/{p}/sessions/([^/]+)/statements/(\\d+)', (world, request) => {
    const { params, project } = request;
    const session = findSession(world, params[1], project);
    const work = session && look(session, params[2]);
    return work ? { status: 200, body: statementObject(work) } : refused(404, 'DLI.0023');
  }),
  route('POST', '/v2.0/{p}/sessions/([^/]+)/statements/(\\d+)/cancel', async (world, request) => {
    const { params, project } = request;
    const session = findSession(world, params[1], project);
    const { answer, work } = await answerCancel(world, request, session, params[2]);
    return cancelReply(answer, { msg: 'canceled' }, work, 'DLI.0023', 404);
  }),
  route('GET', '/v2.0/{p}/batches', () => ({ status: 200, body: { total: 0, sessions: [] } })),
  route('POST', '/v2.0/{p}/batches', (world, { body, project }) => {
    const work = world.submit(world.batchesOf(project), codeOf(body));
    return { status: 200, body: { id: work.id, state: batchWords[work.status] } };
  }),
  route('GET', '/v2.0/{p}/batches/([^/]+)/state', (world, { params: [, id], project }) => {
    const work = look(world.batchesOf(project), id);
    if (!work) return refused(400, 'DLI.0002');
    return { status: 200, body: { id: work.id, state: batchWords[work.status] } };
  }),
  route('GET', '/v2.0/{p}/batches/([^/]+)/log', (world, { params: [, id], project }) => {
    const work = look(world.batchesOf(project), id);
    return work ? { status: 200, body: { log: batchLog(work) } } : refused(400, 'DLI.0002');
  }),
  route('DELETE', '/v2.0/{p}/batches/([^/]+)', async (world, request) => {
    const { params, project } = request;
    const lane = laneOf(world, 'batches', project, params[1]);
    const { answer, work } = await answerCancel(world, request, lane, params[1]);
    return cancelReply(answer, { msg: 'deleted' }, work, 'DLI.0002', 400);
  }),
];

/** Lie 19: who wins the race changes with every look. */
function messageOf({ lies }: LiarWorld, { limitAt, message, reads }: LiarWork): string {
  const isRaced = lies.has(19) && limitAt !== Infinity && reads.ended > 0;
  return isRaced ? `reason ${reads.ended % 2}` : message;
}

function cancelReply(
  answer: LiarAnswer,
  success: object,
  work: LiarWork | null,
  unknownCode: string,
  unknownStatus: number,
): Reply {
  switch (answer) {
    case 'cancelled':
      return { status: 200, body: success };
    case 'ended':
      return refused(400, 'DLI.0007', `it is ${work ? words[work.status] : 'ended'}`);
    case 'unknown':
      return refused(unknownStatus, unknownCode);
    case 'not_confirmed':
      return refused(400, 'DLI.0019', 'it goes on');
  }
}
