import { hasEnded, type Session } from '../../src/core/session/session.ts';
import { soon } from './soon.ts';
import { type Core, type CoreOptions, maria, startCore } from './start-core.ts';

export const projectId = 'project-1';

/** The core, and what a client does with sessions in it. */
export async function startSessions(options: CoreOptions = {}) {
  const core = await startCore(options);
  const create = async (order = {}) => {
    const answer = await core.actions.createSession({ projectId, owner: 'maria', ...order });
    if (answer.kind !== 'accepted') throw new Error(`the session was ${answer.kind}`);
    return answer.session;
  };
  return {
    core,
    create,
    open: async (order = {}) => opened(core, await create(order)),
    submit: async (session: Session, ...statements: string[]) => {
      const jobs = [];
      for (const sql of statements) jobs.push(...(await submitTo(core.actions, session, [sql])));
      return jobs;
    },
    submitTogether: (session: Session, statements: readonly string[]) =>
      submitTo(core.actions, session, statements),
    close: (session: Session) => core.actions.closeSession(projectId, session.id, maria, 30_000),
  };
}

export async function submitTo(
  actions: Core['actions'],
  session: Session,
  statements: readonly string[],
) {
  const order = { owner: 'maria', statements };
  const answer = await actions.submitStatements(projectId, session.id, order);
  if (answer.kind !== 'accepted') throw new Error(`the statements were ${answer.kind}`);
  return answer.jobs;
}

export function opened(core: Core, session: Session): Promise<Session> {
  return untilStatus(core, session, 'open');
}

export async function untilStatus(core: Core, { id }: Session, status: string): Promise<Session> {
  const session = await soon(
    `the session is ${status}`,
    core.actions.awaitSession(projectId, id, 60_000, ({ state }) => state.status === status),
  );
  if (!session) throw new Error(`no session ${id}`);
  return session;
}

export function endOf(core: Core, { id }: Session) {
  return core.actions.awaitSession(projectId, id, Number.MAX_SAFE_INTEGER, hasEnded);
}

export async function until(core: Core, isSo: () => boolean): Promise<void> {
  while (!isSo()) await core.quiet();
}
