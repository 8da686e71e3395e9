import type { JobError, ResultSummary } from '../../core/job/ending.ts';
import type { EndedJob, Job } from '../../core/job/job.ts';
import type { CancelAnswer, Held, ReleaseCheck } from '../../core/job/receipt.ts';
import type { Observed } from '../../core/job/transition.ts';
import type { Found, OutOfReach } from '../../core/ports/engine.ts';
import type { SqlEngine } from '../../core/ports/sql-engine.ts';
import { mostRows } from './describe-statement.ts';
import type { ScriptStatement } from './read-script.ts';
import { anyStatement, statementJob } from './script-statement.ts';

/** What runs the statements of scripts, each as a part of its job and with a marker of its own. */
export type StatementEngine = Pick<
  SqlEngine,
  | 'name'
  | 'ladder'
  | 'holds'
  | 'start'
  | 'watch'
  | 'cancel'
  | 'findByJob'
  | 'release'
  | 'collateral'
  | 'forget'
  | 'results'
>;

export type Outcome = Observed | OutOfReach;

/** The statement of a script that runs, or that ran last: its engine keeps how it ended until the next begins. */
export class CurrentStatement {
  readonly #engine: StatementEngine;
  readonly #script: Job;
  readonly #unwanted: AbortSignal;
  #job: Job | null = null;
  /** The rung that was taken last. */
  #rung: string | null = null;
  /** One that was left by an earlier gateway may have left one. */
  #mayHaveResultFile = true;

  /** @param unwanted aborts when the script is to be stopped */
  constructor(engine: StatementEngine, script: Job, unwanted: AbortSignal) {
    this.#engine = engine;
    this.#script = script;
    this.#unwanted = unwanted;
  }

  /** Runs it to its end. */
  async run(statement: ScriptStatement): Promise<Outcome> {
    await this.#clearResultFile();
    const job = this.#take(statement);
    const started = await this.#engine.start(job, this.#unwanted);
    if (started.kind === 'out_of_reach') return started;
    if (started.kind === 'started') return this.#watch(started.ref);
    return this.#unwanted.aborted ? { kind: 'stopped' } : { kind: 'failed', error: started.error };
  }

  /**
   * What became of one that may have been begun by an earlier gateway, or be committed; one that runs is waited
   * for.
   * @returns null where it was not begun, or left nothing
   */
  async outcomeOf(statement: ScriptStatement): Promise<Outcome | null> {
    const job = this.#take(statement);
    const found = await this.#engine.findByJob(job);
    switch (found.kind) {
      case 'not_begun':
        return null;
      case 'running':
        return this.#watch(found.ref);
      case 'out_of_reach':
        return found;
      case 'ended':
        if (found.observed.kind !== 'stopped' || this.#unwanted.aborted) return found.observed;
        // It was set aside, and the gateway that would have let it run again is gone.
        this.#engine.forget(job.id);
        return null;
    }
  }

  /** What can be known of a statement beside the current one: whether it was committed. */
  find(statement: ScriptStatement): Promise<Found> {
    return this.#engine.findByJob(statementJob(this.#script, this.#engine.name, statement));
  }

  /** The first rows that a statement returned; null where they cannot be read. */
  async firstRows(
    statement: ScriptStatement,
    result: ResultSummary,
  ): Promise<readonly string[] | null> {
    const { rows } = result;
    switch (rows.at) {
      case 'none':
      case 'expired':
        return [];
      case 'inline':
        return rows.lines.slice(0, mostRows);
      case 'engine':
        this.#mayHaveResultFile = true;
        return this.#readRows(statement, result);
    }
  }

  /** Interrupts it, or takes its host, as the rung says. */
  async cancel(rung: string): Promise<CancelAnswer> {
    this.#rung = rung;
    // Between two statements the script itself has heard it.
    return this.#job ? this.#engine.cancel(this.#job.id, rung) : 'told';
  }

  /** What the engine reads of it, where there was one. */
  async look(script: Job): Promise<Pick<ReleaseCheck, 'isGone' | 'read'>> {
    if (!this.#job) return { isGone: true, read: 'no statement of it was begun' };
    const job = { ...this.#job, state: script.state };
    const held: Held = { kind: 'operation', engine: this.#engine.name, ref: job.id };
    return this.#engine.release(job, held, false);
  }

  get collateral(): readonly string[] {
    return this.#job ? this.#engine.collateral(this.#job.id) : [];
  }

  forget(): void {
    if (this.#job) this.#engine.forget(this.#job.id);
  }

  /** What the former left is durable in the script's own progress by now. */
  #take(statement: ScriptStatement): Job {
    const job = statementJob(this.#script, this.#engine.name, statement);
    if (this.#job && this.#job.id !== job.id) this.forget();
    this.#job = job;
    return job;
  }

  /** A rung that came before its engine knew it did not reach it. */
  async #watch(ref: string): Promise<Outcome> {
    const outcome = this.#engine.watch(ref);
    if (this.#rung !== null) await this.#engine.cancel(ref, this.#rung);
    return outcome;
  }

  async #readRows(
    statement: ScriptStatement,
    result: ResultSummary,
  ): Promise<readonly string[] | null> {
    const job: EndedJob = {
      ...statementJob(this.#script, this.#engine.name, statement),
      state: {
        status: 'ended',
        startedAt: null,
        endedAt: 0,
        ending: { how: 'succeeded', result },
        intent: null,
      },
    };
    const page = { offset: 0, limit: Math.min(mostRows, result.rowCount) };
    try {
      return await Array.fromAsync(
        this.#engine.results.readRows(job, page, new AbortController().signal),
      );
    } catch {
      return null;
    }
  }

  /** All statements have it in one place, one after the other. */
  async #clearResultFile(): Promise<void> {
    if (!this.#mayHaveResultFile) return;
    const job = anyStatement(this.#script, this.#engine.name);
    for (const held of this.#engine.holds(job)) {
      if (held.kind === 'path') await this.#engine.release(job, held, false);
    }
    this.#mayHaveResultFile = false;
  }
}

/** What a statement fails with that was stopped although nobody had asked for it. */
export function causeOf({ cause }: Extract<Observed, { kind: 'stopped' }>): JobError {
  return cause ?? { code: 'engine', message: 'It was stopped, and nobody had asked for it.' };
}
