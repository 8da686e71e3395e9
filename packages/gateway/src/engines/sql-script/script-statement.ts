import type { Job } from '../../core/job/job.ts';
import { partId } from '../../core/job/part-id.ts';
import type { Session } from '../../core/session/session.ts';
import type { ScriptStatement } from './read-script.ts';

/** The session of a script, as its engine is asked for it: named after the job, and in no store. */
export function sessionOf({ id, request, submittedAt }: Job, engine: string): Session {
  const { projectId, queueId, queueName, owner, database } = request;
  return {
    id,
    number: 0,
    request: {
      projectId,
      queueId,
      queueName,
      engine,
      kind: 'sql',
      owner,
      name: null,
      database,
      conf: '',
      key: null,
      waitTimeoutMs: null,
      idleTimeoutMs: null,
    },
    createdAt: submittedAt,
    revision: 1,
    state: { status: 'starting', leaseToken: 0, placedAt: submittedAt },
    isDeleted: false,
  };
}

/**
 * A statement of a script, as its engine runs it: a part of the job, in no store. It is always about to begin:
 * an engine that has not heard of it says so.
 */
export function statementJob(
  script: Job,
  engine: string,
  { number, sql, statementClass }: Pick<ScriptStatement, 'number' | 'sql' | 'statementClass'>,
): Job {
  const id = partId(script.id, number);
  const session = { id: script.id, number, script: id };
  const request = { ...script.request, kind: 'statement', engine, sql, session } as const;
  return {
    ...script,
    id,
    request: { ...request, statementClass, program: null, key: null },
    state: { status: 'launching', leaseToken: 0, claimedAt: script.submittedAt },
  };
}

/** Holds all that a statement of the script can hold. */
export function anyStatement(script: Job, engine: string): Job {
  return statementJob(script, engine, { number: 0, sql: '', statementClass: 'export' });
}
