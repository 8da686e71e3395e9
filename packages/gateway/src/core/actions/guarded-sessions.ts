import type { Principal } from '../access/principal.ts';
import type { Rights } from '../access/rights.ts';
import type { ClientLease } from '../job/client-lease.ts';
import type { Job, JobId } from '../job/job.ts';
import type {
  AllStatementsFilter,
  SessionFilter,
  SessionHappened,
  SessionPage,
  StatementFilter,
  StatementList,
  StatementPage,
} from '../ports/session-store.ts';
import type { NamesAsked } from '../ports/names-asked.ts';
import type { EndedSession, Session, SessionId } from '../session/session.ts';
import type { Actions } from './actions.ts';
import type { CloseVerdict, RequestCloseAnswer } from './close-session.ts';
import type { SessionOrder } from './create-session.ts';
import type { FeedItem, FeedStart, FollowAnswer } from './follow-feed.ts';
import type { ShownTo } from './key-taken.ts';
import type { CancelWish } from './request-cancel.ts';
import { shownCheck } from './shown-check.ts';
import { type SeesNeighbours, shownCollateral } from './shown-collateral.ts';
import type { ScriptOrder } from './submit-script.ts';
import type { StatementsOrder } from './submit-statements.ts';

export type RenewLeaseAnswer =
  | { readonly kind: 'renewed'; readonly lease: ClientLease }
  | { readonly kind: 'no_lease' }
  | { readonly kind: 'unknown' };

/** What a caller may ask of sessions. It takes the same privileges as jobs on the session's queue. */
export function guardSessions(
  actions: Actions,
  rights: Rights,
  demandSubmit: (principal: Principal, queueName: string | undefined) => Promise<void>,
  neighboursOf: (principal: Principal) => SeesNeighbours,
  shownTo: ShownTo,
) {
  const { sessions } = actions;
  const unknown = { kind: 'unknown' } as const;

  /** I10: one that he may not see is as unknown as none. Whoever names one uses it. */
  const seen = async (principal: Principal, session: Session | null): Promise<Session | null> => {
    if (!session || !(await rights.sees(principal, session))) return null;
    actions.noteSessionUse(session.id);
    return session;
  };
  const findSession = async (principal: Principal, sessionId: SessionId) =>
    seen(principal, await sessions.find(principal.projectId, sessionId));

  return {
    findSession,

    findSessionByNumber: async (principal: Principal, number: number) =>
      seen(principal, await sessions.findByNumber(principal.projectId, number)),

    async createSession(principal: Principal, order: Omit<SessionOrder, 'projectId' | 'owner'>) {
      const { projectId, userName: owner } = principal;
      await demandSubmit(principal, order.queueName);
      return shownTo(principal, await actions.createSession({ ...order, projectId, owner }));
    },

    async listSessions(principal: Principal, filter: SessionFilter, page: SessionPage) {
      const within = await rights.scopeSeen(principal);
      const seenOnly = within ? { ...filter, within } : filter;
      return sessions.list(principal.projectId, seenOnly, page);
    },

    /** Those of the sessions, which the caller has in his hands, of which a statement waits or runs. */
    busySessions: (held: readonly Session[]) => sessions.busyAmong(held.map(({ id }) => id)),

    /** How long their clients may be silent, in milliseconds; those without a limit are not in it. */
    leaseLengths: (held: readonly Session[]) =>
      actions.clientLeaseLengths(held.map(({ id }) => id)),

    /** Waits until the session is as it is wanted, at most `timeoutMs`. */
    async awaitSession(
      principal: Principal,
      sessionId: SessionId,
      timeoutMs: number,
      isWanted: (session: Session) => boolean,
      left?: AbortSignal,
    ): Promise<Session | null> {
      if (!(await findSession(principal, sessionId))) return null;
      const { projectId } = principal;
      return actions.awaitSession(projectId, sessionId, timeoutMs, isWanted, left);
    },

    async submitStatements(
      principal: Principal,
      sessionId: SessionId,
      order: Omit<StatementsOrder, 'owner'>,
    ): ReturnType<Actions['submitStatements']> {
      const session = await findSession(principal, sessionId);
      if (!session) return unknown;
      await demandSubmit(principal, session.request.queueName);
      const { projectId, userName: owner } = principal;
      return shownTo(
        principal,
        await actions.submitStatements(projectId, sessionId, { ...order, owner }),
      );
    },

    async submitScript(
      principal: Principal,
      sessionId: SessionId,
      order: Omit<ScriptOrder, 'owner'>,
    ): ReturnType<Actions['submitScript']> {
      const session = await findSession(principal, sessionId);
      if (!session) return unknown;
      await demandSubmit(principal, session.request.queueName);
      const { projectId, userName: owner } = principal;
      return actions.submitScript(projectId, sessionId, { ...order, owner });
    },

    /** Null where there is no such session. */
    async listStatements(
      principal: Principal,
      sessionId: SessionId,
      filter: StatementFilter,
      page: StatementPage,
    ): Promise<StatementList | null> {
      if (!(await findSession(principal, sessionId))) return null;
      return sessions.listStatements(sessionId, filter, page);
    },

    /** Statements of all sessions, the newest first. */
    async listAllStatements(
      principal: Principal,
      filter: AllStatementsFilter,
      page: Omit<StatementPage, 'order'>,
    ): Promise<StatementList> {
      const within = await rights.scopeSeen(principal);
      const seenOnly = within ? { ...filter, within } : filter;
      return sessions.listAllStatements(principal.projectId, seenOnly, page);
    },

    /** Null where there is no such session or statement. */
    async findStatement(
      principal: Principal,
      sessionId: SessionId,
      number: number,
    ): Promise<Job | null> {
      if (!(await findSession(principal, sessionId))) return null;
      const page = { offset: 0, limit: 1, order: 'number_asc' } as const;
      const { jobs } = await sessions.listStatements(sessionId, { number }, page);
      return jobs[0] ?? null;
    },

    /** Null where there is no such session, or the job is no statement of it. */
    async findStatementById(
      principal: Principal,
      sessionId: SessionId,
      jobId: JobId,
    ): Promise<Job | null> {
      if (!(await findSession(principal, sessionId))) return null;
      const job = await actions.findJob(principal.projectId, jobId);
      return job?.request.session?.id === sessionId ? job : null;
    },

    /** Of a session that he has in his hands. Who may submit nothing there has no code to complete. */
    async namesIn(principal: Principal, session: Session, asked: NamesAsked) {
      const { queueId } = session.request;
      const wish = { to: 'use', privilege: 'SUBMIT_JOB', queueId } as const;
      return (await rights.allow(principal, wish)) ? actions.namesIn(session, asked) : [];
    },

    async renewSessionLease(principal: Principal, sessionId: SessionId): Promise<RenewLeaseAnswer> {
      const session = await findSession(principal, sessionId);
      if (!session) return unknown;
      await demandSubmit(principal, session.request.queueName);
      const lease = await actions.renewClientLease(sessionId);
      return lease ? { kind: 'renewed', lease } : { kind: 'no_lease' };
    },

    /** A sign of life of the session's client, which is its owner, and nobody else who looks at it. */
    async noteHeartbeat({ userName }: Principal, { id, request }: Session): Promise<void> {
      if (request.owner === userName) await actions.renewClientLease(id);
    },

    async closeSession(
      principal: Principal,
      sessionId: SessionId,
      wish: CancelWish,
      timeoutMs: number,
    ): Promise<CloseVerdict> {
      const session = await findSession(principal, sessionId);
      if (!session) return unknown;
      await demandClose(principal, session);
      return actions.closeSession(principal.projectId, sessionId, wish, timeoutMs);
    },

    /**
     * Notes the delete of a session that has ended: it holds nothing that could be given back.
     * @returns false when somebody had deleted it before
     */
    async deleteEndedSession(principal: Principal, session: EndedSession): Promise<boolean> {
      await demandClose(principal, session);
      return sessions.noteDeleted(session.id);
    },

    async requestClose(
      principal: Principal,
      sessionId: SessionId,
      wish: CancelWish,
    ): Promise<RequestCloseAnswer> {
      const session = await findSession(principal, sessionId);
      if (!session) return unknown;
      await demandClose(principal, session);
      return actions.requestClose(principal.projectId, sessionId, wish);
    },

    async sessionReceipt(principal: Principal, sessionId: SessionId) {
      const session = await findSession(principal, sessionId);
      const receipt = session && (await sessions.receiptOf(sessionId));
      if (!receipt) return null;
      const checks = receipt.checks.map((check) => shownCheck(check, principal.projectId));
      const collateral = await shownCollateral(receipt.collateral, neighboursOf(principal));
      return { ...receipt, checks, collateral };
    },

    async followSession(
      principal: Principal,
      sessionId: SessionId,
      start: FeedStart,
      left: AbortSignal,
    ): Promise<FollowAnswer<SessionHappened>> {
      if (!(await findSession(principal, sessionId))) return unknown;
      const answer = await actions.followSession(principal.projectId, sessionId, start, left);
      return answer.kind === 'items'
        ? { ...answer, items: whileSeen(principal, sessionId, answer.items) }
        : answer;
    },

    async sessionEvents(principal: Principal, sessionId: SessionId) {
      const session = await findSession(principal, sessionId);
      return session && sessions.eventsOf(sessionId);
    },
  };

  /** As long as he may see it; a page at a time, so that what is taken back counts at once. */
  async function* whileSeen(
    principal: Principal,
    sessionId: SessionId,
    pages: AsyncIterable<readonly FeedItem<SessionHappened>[]>,
  ): AsyncGenerator<readonly FeedItem<SessionHappened>[]> {
    for await (const items of pages) {
      const session = await sessions.find(principal.projectId, sessionId);
      if (!session || !(await rights.sees(principal, session))) return;
      yield items;
    }
  }

  async function demandClose(principal: Principal, { request }: Session): Promise<void> {
    await rights.demand(principal, 'CANCEL_JOB', { id: request.queueId, name: request.queueName });
  }
}
