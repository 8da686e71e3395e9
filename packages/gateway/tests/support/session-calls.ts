import type { EndedJob, Job } from '../../src/core/job/job.ts';
import type { Session } from '../../src/core/session/session.ts';
import type { DuckdbWorld } from './start-duckdb.ts';

const wish = { by: 'test', reason: 'user', requestId: 'test' } as const;
const waitMs = 30_000;

/** What a client does with sessions. Each call but `end` throws where it does not succeed. */
export interface SessionCalls {
  /** Makes one, and waits until it is open. */
  open(): Promise<Session>;
  submit(session: Session, sql: string): Promise<Job>;
  /** Submits and waits for the true ending. */
  end(session: Session, sql: string): Promise<EndedJob>;
  /** Submits and waits for the success. */
  run(session: Session, sql: string): Promise<EndedJob>;
  /** The rows of a query, as JSON texts. */
  rows(session: Session, sql: string): Promise<readonly string[]>;
  close(session: Session): Promise<void>;
}

export function sessionCalls(world: DuckdbWorld): SessionCalls {
  const { actions, projectId } = world;
  const calls: SessionCalls = {
    async open() {
      const answer = await actions.createSession({ projectId, owner: 'test' });
      if (answer.kind !== 'accepted') throw new Error(`the session was ${answer.kind}`);
      const session = await actions.awaitSession(
        projectId,
        answer.session.id,
        waitMs,
        ({ state }) => state.status === 'open' || state.status === 'ended',
      );
      if (session?.state.status !== 'open') throw new Error(JSON.stringify(session?.state));
      return session;
    },

    async submit(session, sql) {
      const order = { owner: 'test', statements: [sql] };
      const answer = await actions.submitStatements(projectId, session.id, order);
      const [job] = answer.kind === 'accepted' ? answer.jobs : [];
      if (!job) throw new Error(JSON.stringify(answer));
      return job;
    },

    async end(session, sql) {
      return world.ended(await calls.submit(session, sql));
    },

    async run(session, sql) {
      const job = await calls.end(session, sql);
      if (job.state.ending.how !== 'succeeded') {
        throw new Error(`${sql}: ${JSON.stringify(job.state.ending)}`);
      }
      return job;
    },

    async rows(session, sql) {
      const { ending } = (await calls.run(session, sql)).state;
      return ending.how === 'succeeded' && ending.result.rows.at === 'inline'
        ? ending.result.rows.lines
        : [];
    },

    async close({ id }) {
      const verdict = await actions.closeSession(projectId, id, wish, waitMs);
      if (verdict.kind !== 'closed') throw new Error(`the close was ${verdict.kind}`);
    },
  };
  return calls;
}
