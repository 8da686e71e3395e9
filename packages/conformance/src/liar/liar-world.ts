import { computes, parseCommand } from './command.ts';
import { answerOf } from './liar-answer.ts';
import { FakeProcesses } from './fake-processes.ts';
import {
  hasEnded,
  type LiarLane,
  type LiarSession,
  type LiarStatus,
  type LiarWork,
  runningIn,
} from './liar-work.ts';

const startMs = 20;
const jobSlots = 3;

/** What happens in a server that keeps everything in memory. Time passes when somebody looks. */
export class LiarWorld {
  readonly processes = new FakeProcesses(() => this.advance());
  readonly lies: ReadonlySet<number>;
  readonly tables = new Map<string, number>();
  readonly files = new Set<string>();
  readonly sessions = new Map<string, LiarSession>();
  readonly #lanes = new Map<string, LiarLane>();
  readonly #later: { at: number; happen: () => void }[] = [];
  #lastJob = 0;
  #lastSession = 0;
  closedWhileStarting = 0;

  constructor(lies: ReadonlySet<number>) {
    this.lies = lies;
  }

  jobsOf(project: string): LiarLane {
    return this.#laneOf(project, 'jobs');
  }

  batchesOf(project: string): LiarLane {
    return this.#laneOf(project, 'batches');
  }

  #laneOf(project: string, takes: 'jobs' | 'batches'): LiarLane {
    const found = this.#lanes.get(`${takes} ${project}`);
    if (found) return found;
    const lane = { project, takes, slots: jobSlots, works: new Map(), hitsNext: false };
    this.#lanes.set(`${takes} ${project}`, lane);
    return lane;
  }

  openSession(
    project: string,
    limits: { heartbeatMs?: number; idleLimitMs?: number },
  ): LiarSession {
    const now = performance.now();
    const opensNever = this.lies.has(36) && this.closedWhileStarting >= 8;
    const session: LiarSession = {
      id: String(++this.#lastSession),
      project,
      takes: 'statements',
      slots: 1,
      works: new Map(),
      hitsNext: false,
      status: 'starting',
      opensAt: opensNever ? Infinity : now + startMs,
      heartbeatMs: limits.heartbeatMs ?? Infinity,
      idleLimitMs: limits.idleLimitMs ?? Infinity,
      calledAt: now,
      idleSince: now,
      hasProcess: true,
      pid: null,
      variable: '',
      looks: 0,
    };
    this.sessions.set(session.id, session);
    return session;
  }

  /** @param limitMs it is cancelled when it has run for so long */
  submit(lane: LiarLane, code: string, limitMs = Infinity): LiarWork {
    const work: LiarWork = {
      id: this.#nextId(lane),
      command: parseCommand(code),
      code,
      lane,
      status: 'waiting',
      message: '',
      rows: [],
      startedAt: 0,
      limitAt: performance.now() + limitMs,
      pid: null,
      reads: { any: 0, running: 0, ended: 0 },
      cancels: 0,
      isDeleted: false,
      times: 1,
    };
    lane.works.set(work.id, work);
    this.advance();
    return work;
  }

  #nextId({ takes, works }: LiarLane): string {
    switch (takes) {
      case 'jobs':
        return jobId(++this.#lastJob);
      case 'batches':
        return String(++this.#lastJob);
      case 'statements':
        return String(works.size);
    }
  }

  allWorks(): LiarWork[] {
    const lanes: LiarLane[] = [...this.#lanes.values(), ...this.sessions.values()];
    return lanes.flatMap(({ works }) => Array.from(works.values()));
  }

  hasJob(id: string): boolean {
    return [...this.#lanes.values()].some(({ works }) => works.has(id));
  }

  later(ms: number, happen: () => void): void {
    this.#later.push({ at: performance.now() + ms, happen });
  }

  /** Brings everything up to now. */
  advance(): void {
    const now = performance.now();
    const due = this.#later.filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
    for (const each of due) {
      this.#later.splice(this.#later.indexOf(each), 1);
      each.happen();
    }
    for (const session of this.sessions.values()) this.#advanceSession(session, now);
    for (const lane of this.#lanes.values()) this.#advanceLane(lane, now);
  }

  #advanceSession(session: LiarSession, now: number): void {
    // Not before somebody has looked twice: who closes it at once finds it starting.
    if (session.status === 'starting' && session.opensAt <= now && session.looks > 1) {
      session.status = 'open';
      session.idleSince = now;
      if (session.hasProcess) session.pid = this.processes.bear(false);
    }
    if (session.status !== 'open') return;
    this.#advanceLane(session, now);
    const isBusy = [...session.works.values()].some((work) => !hasEnded(work));
    if (isBusy && !this.lies.has(18)) session.idleSince = now;
    const isLost = now - session.calledAt > session.heartbeatMs && !this.lies.has(17);
    if (isLost || now - session.idleSince > session.idleLimitMs) this.endSession(session);
  }

  #advanceLane(lane: LiarLane, now: number): void {
    for (const work of lane.works.values()) {
      if (work.status === 'running') this.#advanceWork(work, now);
      if (work.status === 'waiting' && runningIn(lane) < lane.slots) this.#begin(work, now);
    }
  }

  #begin(work: LiarWork, now: number): void {
    const isHit = work.lane.hitsNext && work.code === 'quick';
    work.lane.hitsNext = false;
    work.status = 'running';
    work.startedAt = now;
    if (isHit) return this.finish(work, 'failed', 'interrupted');
    const onKilled = () => {
      if (hasEnded(work)) return;
      const isWanted = work.status === 'cancelling';
      this.finish(work, this.lies.has(24) ? 'succeeded' : isWanted ? 'cancelled' : 'failed');
    };
    if (work.command.kind !== 'answer') {
      work.pid = this.processes.bear(computes(work.command), onKilled);
    }
    this.#advanceWork(work, now);
  }

  #advanceWork(work: LiarWork, now: number): void {
    const { command } = work;
    if (work.limitAt <= now) return this.finish(work, 'cancelled', 'ran too long');
    switch (command.kind) {
      case 'endless':
        return;
      case 'write':
        if (now < work.startedAt + command.ms) return;
        this.write(work);
        return this.finish(work, 'succeeded');
      case 'answer':
        work.rows = answerOf(this, work.lane, command.word, command.argument);
        return this.finish(work, 'succeeded');
    }
  }

  /** Its effect becomes visible. */
  write({ command, times }: LiarWork): void {
    if (command.kind !== 'write') return;
    this.tables.set(command.table, (this.tables.get(command.table) ?? 0) + times);
  }

  /** It ends, and its process with it. */
  finish(work: LiarWork, status: LiarStatus, message = ''): void {
    work.status = status;
    work.message = message;
    if (work.pid !== null) this.processes.end(work.pid);
  }

  endSession(session: LiarSession): void {
    session.status = 'ended';
    if (session.pid !== null) this.processes.end(session.pid);
    for (const work of session.works.values()) {
      if (!hasEnded(work)) this.finish(work, 'cancelled', 'its session was closed');
    }
  }

  /** SIGKILL of the server, and a new one: what was wanted goes on, and what ran runs. */
  restart(): void {
    for (const work of this.allWorks()) {
      if (work.status !== 'cancelling') continue;
      if (this.lies.has(13)) work.status = 'running';
      else this.finish(work, 'cancelled', 'after a restart');
    }
    if (!this.lies.has(35)) return;
    this.#lastJob -= 1;
    this.#lastSession -= 1;
  }
}

function jobId(number: number): string {
  return `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`;
}
