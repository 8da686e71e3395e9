import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import type { AuditDeed, AuditEnd, AuditEntry, AuditLog } from '../core/ports/audit-log.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared-query.ts';
import type { Tables } from './tables.ts';
import { WrittenTogether } from './written-together.ts';

export function createAuditLog(database: Database): AuditLog {
  const begun = new WrittenTogether(database, insert);
  const settled = new WrittenTogether(database, update);
  return {
    begin: (deed) => {
      const seq = begun.write(deed);
      const written = seq.then(() => {});
      // Whoever waits for it hears of a failure; where nobody does it is no fault of the process.
      written.catch(() => {});
      return {
        written,
        settle: async (end) => {
          await settled.write({ ...end, seq: await seq });
        },
      };
    },

    list: async ({ projectId, userName, action, outcome, since, until }, { before, limit }) => {
      let query = database.reader
        .selectFrom('audit')
        .selectAll()
        // I10: what was done in other projects is nobody's business.
        .where('project_id', '=', projectId)
        .orderBy('seq', 'desc')
        .limit(limit);
      if (userName !== undefined) query = query.where('user_name', '=', userName);
      if (action !== undefined) query = query.where('action', '=', action);
      if (outcome !== undefined) query = query.where('outcome', '=', outcome);
      if (since !== undefined) query = query.where('at', '>=', since);
      if (until !== undefined) query = query.where('at', '<', until);
      if (before !== null) query = query.where('seq', '<', before);
      return (await query.execute()).map(toEntry);
    },
  };
}

async function insert(transaction: Transaction<Tables>, deed: AuditDeed): Promise<number> {
  const { at, actor, action, origin } = deed;
  const { rows } = await insertDeed(transaction, {
    at,
    project_id: actor.projectId,
    user_name: actor.userName,
    role: actor.role,
    credential_kind: actor.credential.kind,
    credential_id: actor.credential.id,
    action,
    remote_address: origin.remoteAddress,
    request_id: origin.requestId,
    user_agent: origin.userAgent,
  });
  const [row] = rows;
  if (!row) throw new Error('a deed was written without a number');
  return row.seq;
}

const insertDeed = prepared(
  (database, deed: Omit<Insertable<Tables['audit']>, 'seq' | 'outcome' | 'target'>) =>
    database.insertInto('audit').values(deed).returning('seq'),
);

/** The word for it is in an index, and most keep theirs. */
async function update(
  transaction: Transaction<Tables>,
  { seq, outcome, target, action }: Settled,
): Promise<void> {
  if (action === undefined) await updateEnd(transaction, { seq, outcome, target });
  else await updateWithAction(transaction, { seq, outcome, target, action });
}

type Settled = AuditEnd & { readonly seq: number };

const updateEnd = prepared((database, at: Omit<Settled, 'action'>) => updateTo(database, at));
const updateWithAction = prepared((database, at: Settled & { readonly action: string }) =>
  updateTo(database, at),
);

function updateTo(database: Kysely<Tables>, { seq, ...end }: Settled) {
  return database.updateTable('audit').set(end).where('seq', '=', seq);
}

function toEntry(row: Selectable<Tables['audit']>): AuditEntry {
  return {
    seq: row.seq,
    at: row.at,
    actor: {
      projectId: row.project_id,
      userName: row.user_name,
      role: row.role,
      credential: { kind: row.credential_kind, id: row.credential_id },
    },
    action: row.action,
    origin: {
      remoteAddress: row.remote_address,
      requestId: row.request_id,
      userAgent: row.user_agent,
    },
    outcome: row.outcome,
    target: row.target,
  };
}
