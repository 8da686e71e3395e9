import type { Clock } from '../core/ports/clock.ts';
import type { SessionStore } from '../core/ports/session-store.ts';
import type { Held } from '../core/job/receipt.ts';
import type { SessionReceipt } from '../core/session/session-receipt.ts';
import type { Database } from './database.ts';
import { writeClientLease } from './client-lease-store.ts';
import { selectJobs, toJob } from './jobs/job-row.ts';
import type { JobOpenings } from './jobs/job-openings.ts';
import { prepared } from './prepared-query.ts';
import { closeIdle, idleSessions } from './sessions/close-idle.ts';
import { commitSession } from './sessions/commit-session.ts';
import { createSession } from './sessions/create-session.ts';
import { listAllStatements } from './sessions/list-all-statements.ts';
import { listSessions } from './sessions/list-sessions.ts';
import { listStatements } from './sessions/list-statements.ts';
import { placeSessions } from './sessions/place-sessions.ts';
import { toSession } from './sessions/session-row.ts';
import { sessionLimits, shiftSessionLimits } from './sessions/shift-session-limits.ts';
import { statementsEndedSince } from './sessions/statements-ended-since.ts';
import { submitStatements } from './sessions/submit-statements.ts';

/**
 * @param clock dates the events
 * @param keepKeysMs how long a key stands for its statement (I12)
 * @param openings hears what moves
 */
export function createSessionStore(
  database: Database,
  clock: Pick<Clock, 'now'>,
  keepKeysMs: number,
  openings: JobOpenings,
): SessionStore {
  const { reader } = database;
  const sessions = () => reader.selectFrom('sessions').selectAll();
  return {
    create: (session, limits, lease = null) =>
      database.write(async (transaction) => {
        const outcome = await createSession(transaction, session, limits, clock.now());
        if (lease && outcome.kind === 'created') {
          const { projectId } = session.request;
          await writeClientLease(
            transaction,
            { kind: 'session', id: session.id, projectId },
            lease,
          );
        }
        return outcome;
      }),

    find: async (projectId, sessionId) => {
      // I10: a session of another project is as unknown as none.
      const [row] = (await selectSession(reader, { projectId, sessionId })).rows;
      return row ? toSession(row) : null;
    },

    findByNumber: async (projectId, number) => {
      const row = await sessions()
        .where('seq', '=', number)
        .where('project_id', '=', projectId)
        .executeTakeFirst();
      return row ? toSession(row) : null;
    },

    list: (projectId, filter, page) => listSessions(reader, projectId, filter, page),

    place: (most, leaseToken, now, holds) =>
      database.write((transaction) => placeSessions(transaction, { most, leaseToken, now, holds })),

    commit: (step) =>
      database.write(async (transaction) => {
        const outcome = await commitSession(transaction, step, clock.now());
        if (outcome.kind === 'committed') openings.note(...outcome.along);
        return outcome;
      }),

    submitStatements: (sessionId, jobs, limits, lease = null) =>
      database.write(async (transaction) => {
        const order = { sessionId, jobs, limits, keepKeysMs };
        const outcome = await submitStatements(transaction, order, clock.now());
        if (outcome.kind === 'born_cancelled') openings.note(...outcome.along);
        if (outcome.kind !== 'created') return outcome;
        openings.note(...outcome.jobs.map((after) => ({ before: null, after })));
        if (!lease) return outcome;
        for (const { id, request } of outcome.jobs) {
          const work = { kind: 'job', id, projectId: request.projectId } as const;
          await writeClientLease(transaction, work, lease);
        }
        return outcome;
      }),

    listStatements: (sessionId, filter, page) => listStatements(reader, sessionId, filter, page),

    busyAmong: async (sessionIds) => {
      const rows = await reader
        .selectFrom('jobs')
        .select('session_id')
        .distinct()
        .where('session_id', 'in', sessionIds)
        .where('ended_at', 'is', null)
        .execute();
      return new Set(rows.flatMap(({ session_id: id }) => (id === null ? [] : [id])));
    },

    listAllStatements: (projectId, filter, page) =>
      listAllStatements(reader, projectId, filter, page),

    statementsEndedSince: (sessionId, since) => statementsEndedSince(reader, sessionId, since),

    liveStatements: async (sessionId) => {
      const rows = await selectJobs(reader)
        .where('jobs.session_id', '=', sessionId)
        .where('jobs.ended_at', 'is', null)
        .orderBy('jobs.statement_number')
        .execute();
      return rows.map(toJob);
    },

    placedSessions: async () => {
      // In no order, so that the index of those that have a place is read, and not the whole table.
      const rows = await sessions().where('lease_token', 'is not', null).execute();
      return rows.map(toSession).sort((one, other) => one.number - other.number);
    },

    closingSessions: async (leaseToken) => {
      const rows = await sessions()
        .where('lease_token', '=', leaseToken)
        .where('status', '=', 'closing')
        .execute();
      return rows.map(toSession);
    },

    sessionLimits: () => sessionLimits(reader),
    shiftSessionLimits: (byMs, limits) =>
      database.write((transaction) => shiftSessionLimits(transaction, byMs, limits)),

    overdueSessions: async (now) => {
      const rows = await sessions().where('wait_until', '<=', now).execute();
      return rows.map(toSession);
    },

    closeIdle: async (leaseToken, now, intentFor) => {
      // Mostly there is none, and no write is made for that.
      const idle = await idleSessions(reader, leaseToken, now);
      if (idle.length === 0) return [];
      return database.write((transaction) =>
        closeIdle(transaction, { leaseToken, now, intentFor }),
      );
    },

    noteDeleted: (sessionId) =>
      database.write(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('sessions')
          .set({ deleted_at: clock.now() })
          .where('id', '=', sessionId)
          .where('ended_at', 'is not', null)
          .where('deleted_at', 'is', null)
          .executeTakeFirstOrThrow();
        return numUpdatedRows > 0n;
      }),

    touch: async (used) => {
      await database.write(async (transaction) => {
        for (const [id, at] of used) {
          await transaction
            .updateTable('sessions')
            .set({ used_at: at })
            .where('id', '=', id)
            .where('used_at', '<', at)
            .execute();
        }
      });
    },

    ledgerOf: async (sessionId) => {
      const row = await reader
        .selectFrom('sessions')
        .select('ledger')
        .where('id', '=', sessionId)
        .executeTakeFirst();
      return row ? (JSON.parse(row.ledger) as Held[]) : [];
    },

    receiptOf: async (sessionId) => {
      const row = await reader
        .selectFrom('sessions')
        .select('receipt')
        .where('id', '=', sessionId)
        .executeTakeFirst();
      return row?.receipt ? (JSON.parse(row.receipt) as SessionReceipt) : null;
    },

    noteRestored: (sessionId, leaseToken, remarks) =>
      database.write(async (transaction) => {
        const own = await transaction
          .selectFrom('sessions')
          .select('id')
          .where('id', '=', sessionId)
          .where('lease_token', '=', leaseToken)
          .executeTakeFirst();
        if (!own) return false;
        const happened = {
          at: clock.now(),
          kind: 'restored',
          remarks: JSON.stringify(remarks),
        } as const;
        await transaction
          .insertInto('session_events')
          .values({ session_id: sessionId, ...happened })
          .execute();
        return true;
      }),

    eventsOf: async (sessionId) => {
      const rows = await reader
        .selectFrom('session_events')
        .selectAll()
        .where('session_id', '=', sessionId)
        .orderBy('seq')
        .execute();
      return rows.map(({ seq, at, kind, remarks }) => ({
        seq,
        at,
        kind,
        remarks: JSON.parse(remarks) as string[],
      }));
    },
  };
}

const selectSession = prepared((database, at: { projectId: string; sessionId: string }) =>
  database
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', at.sessionId)
    .where('project_id', '=', at.projectId),
);
