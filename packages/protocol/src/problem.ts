import { type Static, Type } from 'typebox';
import { Job } from './job.ts';
import { JobId } from './job-id.ts';
import { Ending, JobStatus } from './job-status.ts';
import { Session } from './session.ts';

const problemCodes = [
  /** No such job, key, receipt or address; also those of other projects. */
  'not_found',
  /** There is such an address, and not with this method: the header `Allow` has those that it takes. */
  'method_not_allowed',
  /** A field is missing, unknown, mistyped or out of range: `field` names it. */
  'invalid_request',
  'no_queue',
  'no_engine',
  /** A bucket that a body names. One is there as long as it has a file. */
  'no_bucket',
  /** A file, or a folder, that a body names. */
  'no_file',
  /** A table that a body names. */
  'no_table',
  /** Another import into the table goes on: `job_id` is its job. */
  'table_busy',
  'queue_exists',
  /** A change of a queue that all projects have. */
  'queue_shared',
  /** The queue's engine has no sessions of that kind, perhaps of none. */
  'wrong_kind',
  /** A statement for a session that is closing or has ended: `session` says how it is. */
  'session_ended',
  /** Another restart of the queue goes on: `job_id` is its job. */
  'queue_restarting',
  /** A restart that is not forced, and jobs of the queue run. */
  'queue_busy',
  /** The project has as many of them as it may: delete some. */
  'too_many',
  'no_project',
  'project_exists',
  'no_user',
  'user_exists',
  /** The key stands for another request: `job_id` is its job, `session` its session. */
  'key_taken',
  'syntax_error',
  'semantic_error',
  'not_supported',
  'forbidden_object',
  /** The job has not ended yet. */
  'result_not_ready',
  /** The job ended, and not with a result: `ending` says how. */
  'no_result',
  /** The rows were kept for their time, and are gone; the job's record stays. */
  'result_expired',
  /** A cancel of a job that ended otherwise: `ending` and `job` say how; of a session `session`. */
  'already_ended',
  /** A renewal of a client lease that the job or session does not have, or has no more. */
  'no_lease',
  /** The product's own work on a queue: it cannot be cancelled. */
  'not_cancellable',
  /** A quota of the project is used up for now: `quota`, `limit` and `used` say which and how far. */
  'quota_exceeded',
  /** A quota of the project is used up until something is taken away, or it is set higher. */
  'storage_full',
  /** The content of an upload has another digest than was declared. */
  'wrong_digest',
  /** A part of an upload does not begin where the one before it ended: `received` says where that is. */
  'wrong_offset',
  /** A directory has the name of a file, or a file that of a directory. */
  'name_in_use',
  /** The header Range asks for what lies behind the end. */
  'range_not_satisfiable',
  /** The disk of the data directory has no room. Nothing of the request was kept. */
  'disk_full',
  /** Another backup is being made. */
  'backup_running',
  'unauthenticated',
  'forbidden',
  /** The project has as many event streams open as it may: close one. */
  'too_many_streams',
  'body_too_large',
  'not_json',
  /** Something that the gateway needs cannot be reached; later it may be. */
  'unavailable',
  'internal',
] as const;

export const ProblemCode = Type.Enum([...problemCodes]);
export type ProblemCode = Static<typeof ProblemCode>;

/** Every answer that is not what was asked for (RFC 9457, `application/problem+json`). */
export const Problem = Type.Object({
  type: Type.Literal('about:blank'),
  title: Type.String(),
  status: Type.Integer(),
  /** For programs: it never changes its meaning. */
  code: ProblemCode,
  /** For people: what was wrong, where, what to do. */
  detail: Type.String(),
  request_id: Type.String(),
  /** The field at fault, as in `tags[0].key`, or the header. */
  field: Type.Optional(Type.String()),
  job_id: Type.Optional(JobId),
  /** `result_not_ready`. */
  job_status: Type.Optional(JobStatus),
  ending: Type.Optional(Ending),
  job: Type.Optional(Job),
  session: Type.Optional(Session),
  /** `quota_exceeded`, `storage_full`: the name of the quota, its limit, and what is in use now. */
  quota: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer()),
  used: Type.Optional(Type.Integer()),
  /** `wrong_offset`: how many bytes of the file are here. */
  received: Type.Optional(Type.Integer()),
});
export type Problem = Static<typeof Problem>;
