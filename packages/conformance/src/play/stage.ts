import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CancelAnswer, Lane, Sessions, WorkState } from '../doors/door.ts';
import { CpuWatch } from '../machine/cpu-watch.ts';
import type { Workload, Write } from '../workload/workload.ts';
import { numberIn } from './number-in.ts';
import type { Pace } from './pace.ts';
import { hasEnded, until } from './until.ts';
import type { Tally } from './tally.ts';
import type { Target } from './target.ts';
import { NotApplicable, NotHeld, type Surface } from './verdict.ts';

/** A cancel that was answered, and what was seen right after. */
export interface Cancelled {
  readonly answer: CancelAnswer;
  readonly state: WorkState;
  readonly ms: number;
  /** How much of a processor the workers still used; null: none, or nobody looked. */
  readonly busyLevel: number | null;
}

/** A write of the workload with a name of its own. */
export interface NamedWrite {
  readonly code: string;
  /** How much of it is there. */
  readonly count: () => Promise<number>;
}

/** Where one case is played on one surface. What it opens and submits is taken away afterwards. */
export class Stage {
  readonly pace: Pace;
  readonly workload: Workload;
  readonly sessions: Sessions;
  readonly evidence: string[] = [];
  readonly surface: Surface;
  /** Null where the process table is not shown. */
  readonly watch: CpuWatch | null;
  readonly #target: Target;
  readonly #tally: Tally;
  readonly #submitted: { lane: Lane; id: string }[] = [];
  readonly #opened = new Set<string>();
  readonly #removals: string[] = [];
  #looker: Promise<Lane> | null = null;

  private constructor(target: Target, surface: Surface, tally: Tally, watch: CpuWatch | null) {
    this.pace = target.pace;
    this.workload = target.workload;
    this.sessions = target.door.sessions;
    this.watch = watch;
    this.#target = target;
    this.surface = surface;
    this.#tally = tally;
  }

  static async open(target: Target, surface: Surface, tally: Tally): Promise<Stage> {
    const { processes } = target.machine;
    const watch = processes ? await CpuWatch.start(processes, target.pace) : null;
    return new Stage(target, surface, tally, watch);
  }

  note(text: string): void {
    this.evidence.push(text);
  }

  /** Writes down what is so, or ends the case with what is not. */
  hold(isSo: boolean, whenSo: string, whenNot: string): void {
    if (!isSo) throw new NotHeld(whenNot);
    this.note(whenSo);
  }

  /** The queue of jobs, or a new session that is open. */
  async lane(): Promise<Lane> {
    const { jobs } = this.#target.door;
    if (this.surface === 'jobs' && jobs) return jobs;
    return this.sessions.lane(await this.openSession());
  }

  async openSession(open: () => Promise<string> = () => this.sessions.open()): Promise<string> {
    const id = await this.askForSession(open);
    await this.untilOpen(id);
    return id;
  }

  /** Does not wait until it is open. */
  async askForSession(open: () => Promise<string> = () => this.sessions.open()): Promise<string> {
    const id = await open();
    this.#opened.add(id);
    return id;
  }

  /** @throws NotHeld when it does not open within the bound */
  async untilOpen(id: string): Promise<void> {
    const opened = await until(this.pace, async () => {
      const state = await this.sessions.state(id);
      return state.status === 'starting' ? null : state;
    });
    if (opened?.status === 'open') return;
    const { word } = opened ?? { word: 'still starting' };
    throw new NotHeld(`session ${id} did not open within ${this.pace.boundMs} ms: ${word}`);
  }

  async submit(lane: Lane, code: string): Promise<string> {
    return this.track(lane, await lane.submit(code));
  }

  /** Takes work away at the end that was submitted otherwise. */
  track(lane: Lane, id: string): string {
    this.#submitted.push({ lane, id });
    return id;
  }

  /** Runs code to its end. */
  async run(lane: Lane, code: string): Promise<WorkState> {
    return this.untilEnded(lane, await this.submit(lane, code));
  }

  /** @throws NotApplicable when the code fails, or answers with no number */
  async number(lane: Lane, code: string): Promise<number> {
    const id = await this.submit(lane, code);
    const { status, word, message } = await this.untilEnded(lane, id);
    if (status !== 'succeeded') {
      throw new NotApplicable(`the workload's "${code}" ended ${word}: ${message}`);
    }
    return numberIn(await lane.rows(id));
  }

  /** @throws NotHeld when it does not end within the bound */
  async untilEnded(lane: Lane, id: string): Promise<WorkState> {
    const ended = await until(this.pace, async () => {
      const state = await lane.state(id);
      return hasEnded(state) ? state : null;
    });
    if (ended) return ended;
    const { word } = await lane.state(id);
    throw new NotHeld(`work did not end within ${this.pace.boundMs} ms: it is ${word}`);
  }

  /** @throws NotApplicable when it ends before, or stays waiting */
  async untilRunning(lane: Lane, id: string): Promise<void> {
    const begun = await until(this.pace, async () => {
      const state = await lane.state(id);
      return state.status === 'waiting' ? null : state;
    });
    if (begun?.status === 'running') return;
    const how = begun ? `ended ${begun.word} ${begun.message}` : 'stayed waiting';
    throw new NotApplicable(`the work of the workload ${how.trim()} before it could be cancelled`);
  }

  /** Waits until it runs and, where processes are shown, was seen to compute. */
  async untilComputing(lane: Lane, id: string): Promise<void> {
    await this.untilRunning(lane, id);
    if (!this.watch) await pause(this.pace.beatMs);
    else if (!(await this.watch.computes(this.pace.boundMs))) {
      throw new NotApplicable('the process table does not show that the work computes');
    }
    // It may have ended meanwhile.
    await this.untilRunning(lane, id);
  }

  /** Cancels, and asks for the state right after the answer. */
  async cancel(lane: Lane, id: string): Promise<Cancelled> {
    return this.#cancel(lane, id, null);
  }

  /** The same, and looks at the workers too: nothing else of this case may be running. */
  async cancelAndLook(lane: Lane, id: string): Promise<Cancelled> {
    return this.#cancel(lane, id, this.watch);
  }

  async #cancel(lane: Lane, id: string, watch: CpuWatch | null): Promise<Cancelled> {
    const startedAt = performance.now();
    const isAnswered = new AbortController();
    const acknowledged = this.#untilAcknowledged(lane, id, startedAt, isAnswered.signal);
    const answer = await lane.cancel(id).finally(() => isAnswered.abort());
    const ms = performance.now() - startedAt;
    const state = await lane.state(id);
    const ackMs = Math.min(ms, await acknowledged);
    const busyLevel = watch ? await watch.busyLevel() : null;
    if (answer.meaning === 'cancelled') {
      const later = busyLevel === null ? 0 : await watch?.quietAfter(this.pace.settleMs);
      this.#tally.add({
        wasTrue: state.status === 'cancelled' && busyLevel === null,
        ackMs,
        freedMs: watch && typeof later === 'number' ? ms + later : null,
        isOrphaned: busyLevel !== null,
      });
    }
    return { answer, state, ms, busyLevel };
  }

  /** When the server first shows that it knows of the cancel, before it answers; infinite: it does not. */
  async #untilAcknowledged(lane: Lane, id: string, startedAt: number, answered: AbortSignal) {
    for (;;) {
      await pause(this.pace.pollMs);
      if (answered.aborted) return Infinity;
      const state = await lane.state(id).catch(() => null);
      if (state?.status === 'cancelling' || state?.status === 'cancelled') {
        return performance.now() - startedAt;
      }
    }
  }

  /** A neighbour was harmed by a cancel; ends the case. */
  harmed(what: string): never {
    this.#tally.addCollateral();
    throw new NotHeld(what);
  }

  /** Gives the write a name of its own and prepares it. */
  async prepare(write: Write): Promise<NamedWrite> {
    const name = `conformance_${randomBytes(6).toString('hex')}`;
    const named = (code: string) => code.replaceAll('{name}', name);
    const lane = await this.looker();
    if (write.prepare !== undefined) {
      const { status, word, message } = await this.run(lane, named(write.prepare));
      if (status !== 'succeeded') {
        throw new NotApplicable(`the workload's "${write.prepare}" ended ${word}: ${message}`);
      }
    }
    if (write.remove !== undefined) this.#removals.push(named(write.remove));
    return {
      code: named(write.code),
      count: () => this.number(lane, named(write.count)),
    };
  }

  /** Where effects are looked at: not in a session that is played with. */
  looker(): Promise<Lane> {
    this.#looker ??= this.lane();
    return this.#looker;
  }

  /** Stops and removes what the case has made. */
  async tidy(): Promise<void> {
    await Promise.all(
      this.#submitted.map(async ({ lane, id }) => {
        const state = await lane.state(id).catch(() => null);
        if (state && !hasEnded(state)) await lane.cancel(id).catch(() => {});
      }),
    );
    const looker = await this.#looker?.catch(() => null);
    for (const removal of this.#removals) {
      if (looker) await this.run(looker, removal).catch(() => {});
    }
    await Promise.all([...this.#opened].map((id) => this.sessions.close(id).catch(() => {})));
  }
}
