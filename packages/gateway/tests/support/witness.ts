import type { Job, JobId } from '../../src/core/job/job.ts';
import type {
  CancelledWaiting,
  Claimed,
  Committed,
  RestartSubmitted,
  StatusFilter,
  Step,
  Submitted,
} from '../../src/core/ports/job-store.ts';
import type {
  SessionCommitted,
  SessionCreated,
  SessionStep,
  StatementsSubmitted,
} from '../../src/core/ports/session-store.ts';
import { hasEnded, type Session, type SessionId } from '../../src/core/session/session.ts';
import type { Queue, QueueChange } from '../../src/core/ports/queue-store.ts';
import type { Point } from '../../src/engines/scripted/script.ts';
import type { ScriptedEngine } from '../../src/engines/scripted/scripted-engine.ts';
import type { ScriptedSessions } from '../../src/engines/scripted/scripted-sessions.ts';
import { invariants, type Written } from './invariants.ts';
import { sessionInvariants } from './session-invariants.ts';
import { soon } from './soon.ts';
import type { AroundCall } from './watch-calls.ts';

/** Sees every write of a store and every point of its engine, and notes each broken invariant. */
export class Witness {
  /** What did not hold, in words; empty is right. */
  readonly broken: string[] = [];
  /** Every write, in order. */
  readonly written: Written[] = [];
  readonly #engine: ScriptedEngine;
  readonly #contexts: ScriptedSessions;
  readonly #sessions = new Map<SessionId, Session>();
  readonly #jobs = new Map<JobId, Job>();
  readonly #slots = new Map<string, number>();
  readonly #live = new Map<string, Set<JobId>>();
  readonly #awaited: { jobId: JobId; word: StatusFilter; found: () => void }[] = [];

  constructor(engine: ScriptedEngine, contexts: ScriptedSessions) {
    this.#engine = engine;
    this.#contexts = contexts;
  }

  /** The moves of one job, as status words and the word of its ending. */
  pathOf(jobId: JobId): string[] {
    const own = this.written.filter(({ after }) => after.id === jobId);
    // A claim may be answered before the submit that is committed with it.
    const inOrder = own.toSorted((one, other) => one.after.revision - other.after.revision);
    return inOrder.map(({ after }) => wordOf(after));
  }

  /** Waits until a job is written with this status, or this ending. */
  saw(jobId: JobId, word: StatusFilter): Promise<void> {
    if (this.pathOf(jobId).includes(word)) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#awaited.push({ jobId, word, found: resolve });
    return soon(`job ${jobId} to be ${word}`, promise);
  }

  /** Every job that was ever written, as it was written last. */
  get jobs(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  readonly aroundJobs: AroundCall = async (method, rest, call) => {
    const answer = await call();
    switch (method) {
      case 'submit':
        this.#sawSubmit(rest[0] as Job, answer as Submitted);
        break;
      case 'claim': {
        const { jobs, onDisk } = answer as Claimed;
        // Until then what gave them their slots has not been heard of.
        if (!jobs.some((job) => this.#engine.mayStartAhead(job))) await onDisk;
        for (const after of jobs) this.#saw({ before: this.#jobs.get(after.id) ?? null, after });
        break;
      }
      case 'commit':
        this.#sawCommit(rest[0] as Step, answer as Committed);
        break;
      case 'submitRestart':
        if ((answer as RestartSubmitted).kind === 'created') {
          this.#saw({ before: null, after: rest[0] as Job });
        }
        break;
      case 'cancelWaiting':
        this.#sawCancels(answer as CancelledWaiting);
        break;
    }
    return answer;
  };

  readonly aroundSessions: AroundCall = async (method, rest, call) => {
    const answer = await call();
    switch (method) {
      case 'create':
        if ((answer as SessionCreated).kind === 'created') {
          this.#sawSession((answer as { readonly session: Session }).session);
        }
        break;
      case 'place':
      case 'closeIdle':
        for (const session of answer as readonly Session[]) this.#sawSession(session);
        break;
      case 'commit':
        this.#sawSessionCommit(rest[0] as SessionStep, answer as SessionCommitted);
        break;
      case 'submitStatements':
        this.#sawStatements(answer as StatementsSubmitted);
        break;
    }
    return answer;
  };

  readonly aroundQueues: AroundCall = (method, rest, call) => {
    if (method === 'create') {
      const queue = rest[0] as Queue;
      this.#slots.set(queue.id, queue.slots);
    }
    if (method === 'update') {
      const [queueId, { slots }] = rest as [string, QueueChange];
      if (slots !== undefined) this.#slots.set(queueId, slots);
    }
    return call();
  };

  /** Called at each point of the engine. */
  at(point: Point, { id }: Job): void {
    const job = this.#jobs.get(id);
    if (!job) return this.#note(`I7 the engine hears of job ${id} before it is written`);
    const { status } = job.state;
    if (point === 'start asked' && status !== 'launching' && status !== 'cancelling') {
      this.#note(`I5 the engine is asked to start job ${id}, which is ${status}`);
    }
    // An ended job has a rung coming only where its operation was born too late to be wanted.
    if (point.startsWith('rung ') && status !== 'cancelling' && status !== 'ended') {
      this.#note(`I2 I6 '${point}' for job ${id}, which is ${status}`);
    }
  }

  #sawCommit(step: Step, answer: Committed): void {
    if (answer.kind === 'stale') return;
    const { through } = step;
    if (through) this.#saw({ before: step.before, after: through });
    this.#saw(through ? { ...step, before: through } : step);
    for (const each of answer.along) this.#saw(each);
  }

  #sawSessionCommit({ after }: SessionStep, answer: SessionCommitted): void {
    if (answer.kind !== 'committed') return;
    for (const each of answer.along) this.#saw(each);
    this.#sawSession(after);
  }

  #sawStatements(answer: StatementsSubmitted): void {
    if (answer.kind !== 'created') return;
    for (const after of answer.jobs) {
      const session = this.#sessions.get(after.request.session?.id ?? '');
      if (!session || hasEnded(session)) this.#note(`I8 statement ${after.id} has no live session`);
      this.#saw({ before: null, after });
    }
  }

  #sawSession(after: Session): void {
    const before = this.#sessions.get(after.id) ?? null;
    this.#sessions.set(after.id, after);
    for (const [name, holds] of Object.entries(sessionInvariants)) {
      if (!holds(before, after, { contexts: this.#contexts, jobs: this.jobs })) {
        this.#note(`${name}: ${JSON.stringify({ before, after })}`);
      }
    }
  }

  #sawCancels({ cancelled, along }: CancelledWaiting): void {
    for (const each of [...cancelled, ...along]) this.#saw(each);
  }

  #sawSubmit(asked: Job, submitted: Submitted): void {
    switch (submitted.kind) {
      case 'created':
        return this.#saw({ before: null, after: submitted.job });
      case 'born_cancelled':
        this.#jobs.set(asked.id, submitted.job);
        return;
      case 'repeated':
      case 'key_taken':
      case 'too_many_queued':
      case 'queue_gone':
      case 'no_room':
        return;
    }
  }

  #saw(written: Written): void {
    const { after } = written;
    this.written.push(written);
    // The answers of two writes may be heard in the other order.
    const known = this.#jobs.get(after.id);
    if (!known || known.revision <= after.revision) this.#jobs.set(after.id, after);
    for (const [name, holds] of Object.entries(invariants)) {
      if (!holds(written, this.#engine)) this.#note(`${name}: ${JSON.stringify(written)}`);
    }
    this.#countSlots(this.#jobs.get(after.id) ?? after);
    for (const { jobId, word, found } of this.#awaited) {
      if (jobId === after.id && word === wordOf(after)) found();
    }
  }

  #countSlots({ id, request, state }: Job): void {
    const live = this.#live.get(request.queueId) ?? new Set();
    this.#live.set(request.queueId, live);
    if (state.status === 'queued' || state.status === 'ended') live.delete(id);
    else live.add(id);
    const slots = this.#slots.get(request.queueId) ?? 0;
    if (live.size > slots) this.#note(`${live.size} jobs are live on ${slots} slots`);
  }

  #note(what: string): void {
    this.broken.push(what);
  }
}

function wordOf({ state }: Job): StatusFilter {
  return state.status === 'ended' ? state.ending.how : state.status;
}
