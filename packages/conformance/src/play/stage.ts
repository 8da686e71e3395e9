import { setTimeout as pause } from 'node:timers/promises';
import type { Lane, Sessions, WorkState } from '../doors/door.ts';
import { UnexpectedAnswerError } from '../http/read-answer.ts';
import { CpuWatch } from '../machine/cpu-watch.ts';
import { type Work, workOn } from '../workload/workload.ts';
import { numberIn } from './number-in.ts';
import type { Pace } from './pace.ts';
import { hasEnded, until } from './until.ts';
import type { Tally } from './tally.ts';
import type { Target } from './target.ts';
import { NotApplicable, NotHeld, type Surface } from './verdict.ts';

/** Where one case is played on one surface. What it opens and submits is taken away afterwards. */
export class Stage {
  readonly pace: Pace;
  readonly workload: Work;
  readonly sessions: Sessions;
  readonly evidence: string[] = [];
  readonly surface: Surface;
  /** Null where the process table is not shown. */
  readonly watch: CpuWatch | null;
  readonly tally: Tally;
  readonly #target: Target;
  readonly #submitted: { lane: Lane; id: string }[] = [];
  readonly #opened = new Set<string>();
  readonly #removals: string[] = [];
  #looker: Promise<Lane> | null = null;
  readonly #asked: Promise<string>[] = [];
  #isOver = false;

  private constructor(target: Target, surface: Surface, tally: Tally, watch: CpuWatch | null) {
    this.pace = target.pace;
    this.workload = workOn(surface, target.workload);
    this.sessions = target.door.sessions;
    this.watch = watch;
    this.#target = target;
    this.surface = surface;
    this.tally = tally;
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

  /** The queue of jobs, the batches, or a new session that is open. */
  async lane(): Promise<Lane> {
    const { jobs, batches } = this.#target.door;
    if (this.surface === 'jobs' && jobs) return jobs;
    if (this.surface === 'batches' && batches) return batches;
    return this.sessions.lane(await this.openSession());
  }

  async openSession(open: () => Promise<string> = () => this.sessions.open()): Promise<string> {
    const id = await this.askForSession(open);
    await this.untilOpen(id);
    return id;
  }

  /** Does not wait until it is open. */
  async askForSession(open: () => Promise<string> = () => this.sessions.open()): Promise<string> {
    const isFirst = this.#opened.size === 0 && this.#submitted.length === 0;
    const id = await this.#ask(open, isFirst);
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

  /** @param ask submits it in another way */
  async submit(lane: Lane, code: string, ask = () => lane.submit(code)): Promise<string> {
    const isFirst = this.#submitted.length === 0 && this.#opened.size <= 1;
    const id = await this.#ask(ask, isFirst);
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

  /** A neighbour was harmed by a cancel; ends the case. */
  harmed(what: string): never {
    this.tally.addCollateral();
    throw new NotHeld(what);
  }

  /** Where effects are looked at: not in a session that is played with. */
  looker(): Promise<Lane> {
    this.#looker ??= this.lane();
    return this.#looker;
  }

  /** Code that is run at the end. */
  removeBy(code: string): void {
    this.#removals.push(code);
  }

  /**
   * A case that was broken off asks for nothing more.
   * @param isFirst the case has seen nothing of the server yet that could speak against it
   * @throws NotApplicable when the server refuses the first thing that the case asks for
   */
  async #ask(ask: () => Promise<string>, isFirst: boolean): Promise<string> {
    if (this.#isOver) throw new Error('the case is over');
    const asked = ask();
    this.#asked.push(asked);
    try {
      return await asked;
    } catch (error) {
      const isRefused = error instanceof UnexpectedAnswerError && error.isRefusal;
      if (!isFirst || !isRefused) throw error;
      throw new NotApplicable(`it could not begin: ${error.message}`);
    }
  }

  /** Stops and removes what the case has made. */
  async tidy(): Promise<void> {
    this.#isOver = true;
    await Promise.allSettled(this.#asked);
    await Promise.all(
      this.#submitted.map(async ({ lane, id }) => {
        const state = await lane.state(id).catch(() => null);
        if (state && !hasEnded(state)) await lane.cancel(id).catch(() => {});
      }),
    );
    const looker = await this.#looker?.catch(() => null);
    for (const removal of this.#removals) {
      const id = await looker?.submit(removal).catch(() => null);
      if (looker && id) await this.untilEnded(looker, id).catch(() => {});
    }
    await Promise.all([...this.#opened].map((id) => this.sessions.close(id).catch(() => {})));
  }
}
