import { randomUUID } from 'node:crypto';
import { defaultProgramRules } from '../../src/core/job/program-rules.ts';
import { noNotes } from '../../src/core/ports/queue-notes.ts';
import type { CancelIntent } from '../../src/core/job/cancel-intent.ts';
import type { Job, JobRequest } from '../../src/core/job/job.ts';
import { type JobEvent, transition } from '../../src/core/job/transition.ts';
import type { JobStore, Submitted } from '../../src/core/ports/job-store.ts';
import type { Queue } from '../../src/core/ports/queue-store.ts';
import type { Stores } from '../../src/stores/stores.ts';

export const submittedAt = 1_800_000_000_000;

/** Makes a queue that all projects share, unless told otherwise. */
export async function createQueue(stores: Stores, parts: Partial<Queue> = {}): Promise<Queue> {
  const queue: Queue = {
    id: randomUUID(),
    projectId: null,
    name: 'default',
    engine: 'scripted',
    slots: 4,
    sessionPlaces: 500,
    killPolicy: { kind: 'evict' },
    programRules: defaultProgramRules,
    notes: noNotes,
    defaultDatabase: 'samples',
    queuedTimeoutMs: null,
    runTimeoutMs: null,
    createdAt: submittedAt,
    createdBy: 'admin',
    ...parts,
  };
  const answer = await stores.queues.create(queue);
  if (answer !== 'created') throw new Error(`queue ${queue.name} ${answer}`);
  return queue;
}

/** Makes a project, with somebody in it. */
export function enrolProject({ identities }: Stores, projectId: string): Promise<void> {
  return identities.enrol({
    principal: {
      userId: 'user-1',
      userName: 'alice',
      domainId: 'domain-1',
      domainName: 'sluice',
      projectId,
      projectName: `name of ${projectId}`,
      role: 'admin',
    },
    passwordHash: '',
    accessKey: projectId,
    sealedSecret: '',
    apiKeyHash: projectId,
  });
}

export function queuedJob(
  queue: Queue,
  request: Partial<JobRequest> = {},
  parts: Partial<Job> = {},
): Job {
  return {
    id: randomUUID(),
    submittedAt,
    revision: 1,
    state: { status: 'queued' },
    request: {
      projectId: 'project-a',
      kind: 'sql',
      queueId: queue.id,
      queueName: queue.name,
      engine: queue.engine,
      sql: 'select 1',
      parameters: [],
      statementClass: 'query',
      database: queue.defaultDatabase,
      owner: 'alice',
      tags: [],
      conf: [],
      priority: 0,
      key: null,
      queuedTimeoutMs: null,
      runTimeoutMs: null,
      session: null,
      program: null,
      transfer: null,
      ...request,
    },
    ...parts,
  };
}

/** A new queued job, written. */
export async function submitJob(
  { jobs }: Stores,
  ...parts: Parameters<typeof queuedJob>
): Promise<Job> {
  const submitted = await jobs.submit(queuedJob(...parts));
  if (submitted.kind !== 'created') throw new Error(`the job was not created: ${submitted.kind}`);
  return submitted.job;
}

/** The job that a submit made or found. */
export function jobOf(submitted: Submitted): Job {
  if ('job' in submitted) return submitted.job;
  throw new Error(`there is no job: ${submitted.kind}`);
}

export function moved(job: Job, event: JobEvent, now = submittedAt + 1_000): Job {
  const move = transition(job, event, now);
  if (move.kind !== 'moved') throw new Error(`${event.kind} does not move ${job.state.status}`);
  return move.job;
}

/** Moves a job and writes it; throws where it was stale. */
export async function commitMove(
  jobs: JobStore,
  before: Job,
  event: JobEvent,
  now?: number,
): Promise<Job> {
  const after = moved(before, event, now);
  const answer = await jobs.commit({ before, after, fence: null });
  if (answer.kind === 'stale') throw new Error(`the move of ${before.id} was stale`);
  return after;
}

export const aliceWantsOut: CancelIntent = {
  by: 'alice',
  at: submittedAt + 500,
  reason: 'user',
  requestId: 'request-1',
};

export const cancelWanted: JobEvent = { kind: 'cancel_wanted', intent: aliceWantsOut };

export const endSucceeded: JobEvent = {
  kind: 'end_observed',
  observed: {
    kind: 'succeeded',
    result: { columns: [], rowCount: 0, affectedRows: null, rows: { at: 'none' } },
  },
};

/** Claims one job; null when none may run. */
export async function claimNext(
  jobs: JobStore,
  ...[leaseToken, now, holds]: Rest<Parameters<JobStore['claim']>>
): Promise<Job | null> {
  const claimed = await jobs.claim(1, leaseToken, now, holds);
  await claimed.onDisk;
  return claimed.jobs[0] ?? null;
}

type Rest<All> = All extends [number, ...infer R] ? R : never;
