import type { Job } from '../../src/core/job/job.ts';
import type { Session, SessionId } from '../../src/core/session/session.ts';
import { soon } from '../support/soon.ts';
import type { CoreOptions } from '../support/start-core.ts';
import { type Dli, projectId, startDli } from './start-dli.ts';

export interface DliSessions extends Dli {
  /** Makes a session. */
  create(body?: object): Promise<SessionId>;
  /** Makes a session and waits until it is open. */
  open(body?: object): Promise<SessionId>;
  /** Submits a statement and answers with its number. */
  submitTo(sessionId: SessionId, code: string): Promise<number>;
  /** The job of a statement. */
  job(sessionId: SessionId, number: number): Promise<Job>;
  /** Waits until a statement has ended, and shows it. */
  ended(sessionId: SessionId, number: number): Promise<unknown>;
  /** Waits until the session is in this status of the core. */
  until(sessionId: SessionId, status: Session['state']['status']): Promise<void>;
  state(sessionId: SessionId): Promise<string>;
}

/** Sessions of the dialect over the real core, on the scripted engine. It is closed when the test ends. */
export async function startDliSessions(options: CoreOptions = {}): Promise<DliSessions> {
  const dli = await startDli(options);
  const { core } = dli;
  const called = async (method: 'GET' | 'POST', path: string, body?: object) => {
    const answer = await dli.call(method, path, body);
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.body;
  };
  const sessions: DliSessions = {
    ...dli,
    async create(body) {
      const order = { kind: 'sql', queue: 'default', ...body };
      return ((await called('POST', 'sessions', order)) as { id: SessionId }).id;
    },
    async open(body) {
      const sessionId = await sessions.create(body);
      await sessions.until(sessionId, 'open');
      return sessionId;
    },
    async submitTo(sessionId, code) {
      const made = await called('POST', `sessions/${sessionId}/statements`, { code });
      return (made as { id: number }).id;
    },
    async job(sessionId, number) {
      const page = { offset: 0, limit: 1, order: 'number_asc' } as const;
      const { jobs } = await core.stores.sessions.listStatements(sessionId, { number }, page);
      if (!jobs[0]) throw new Error(`no statement ${number} in ${sessionId}`);
      return jobs[0];
    },
    async ended(sessionId, number) {
      await core.ended((await sessions.job(sessionId, number)).id, projectId);
      return called('GET', `sessions/${sessionId}/statements/${number}`);
    },
    async until(sessionId, status) {
      const isSo = ({ state }: Session) => state.status === status;
      const awaited = core.actions.awaitSession(projectId, sessionId, 60_000, isSo);
      await soon(`the session is ${status}`, awaited);
    },
    async state(sessionId) {
      const answer = await called('GET', `sessions/${sessionId}/state`);
      return (answer as { state: string }).state;
    },
  };
  return sessions;
}
