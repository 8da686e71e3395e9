import type { JobError } from '../../core/job/ending.ts';
import { intentOf, type Job } from '../../core/job/job.ts';
import type { CancelAnswer, Held, ReleaseCheck } from '../../core/job/receipt.ts';
import type { SessionEngine } from '../../core/ports/session-engine.ts';
import { isDiskFull, lookAtDisk } from '../full-disk.ts';
import { CurrentStatement, type Outcome } from './current-statement.ts';
import { readScript } from './read-script.ts';
import { ScriptLog } from './script-log.ts';
import type { ScriptRoom } from './script-room.ts';
import { ScriptRun } from './script-run.ts';
import { ScriptSession } from './script-session.ts';
import type { SqlScriptSettings } from './sql-script-settings.ts';

/** A script that runs here, from its first look at the text until its ending is durable. */
export class ScriptOperation {
  readonly script: Job;
  readonly outcome: Promise<Outcome>;
  readonly #sessions: SessionEngine;
  readonly #room: ScriptRoom;
  readonly #log: ScriptLog;
  readonly #session: ScriptSession;
  readonly #current: CurrentStatement;
  readonly #unwanted = new AbortController();
  readonly #failed: SqlScriptSettings['failed'];
  readonly #now: () => number;
  readonly #uptime: () => number;
  #run: ScriptRun | null = null;
  #isLeft = false;
  #isRunning = true;

  /** @param wasLeft whether an earlier gateway may have begun it */
  constructor(script: Job, room: ScriptRoom, settings: SqlScriptSettings, wasLeft: boolean) {
    const { engine, sessions, failed, now, uptime } = settings;
    if (intentOf(script)) this.#unwanted.abort();
    this.script = script;
    this.#sessions = sessions;
    this.#failed = failed;
    this.#now = now;
    this.#uptime = uptime;
    this.#room = room;
    this.#log = new ScriptLog(room.batch, settings);
    this.#session = new ScriptSession(sessions, script, engine.name);
    this.#current = new CurrentStatement(engine, script, this.#unwanted.signal);
    this.outcome = this.#toItsEnd(wasLeft);
  }

  /** No statement begins any more; the one that runs is told. */
  async cancel(rung: string): Promise<CancelAnswer> {
    this.#unwanted.abort();
    try {
      this.#room.noteTold(this.#uptime());
    } catch (error) {
      this.#failed('noting the cancel of a script', error);
    }
    return this.#isRunning ? this.#current.cancel(rung) : 'not_there';
  }

  /** How long ago it was first told to stop; 0 where it was not yet. */
  get toldForMs(): number {
    const { toldAtMs } = this.#room;
    return toldAtMs === null ? 0 : Math.max(0, this.#uptime() - toldAtMs);
  }

  leave(): void {
    this.#isLeft = true;
    this.#run?.leave();
  }

  async look(script: Job): Promise<Pick<ReleaseCheck, 'isGone' | 'read'>> {
    const { isGone, read } = await this.#current.look(script);
    const standing = this.#run ? `; ${this.#run.standing}` : '';
    return { isGone: isGone && !this.#isRunning, read: `${read}${standing}` };
  }

  releaseSession(held: Held): Promise<ReleaseCheck> {
    return this.#session.release(held);
  }

  get collateral(): readonly string[] {
    return this.#current.collateral;
  }

  forget(): void {
    this.#current.forget();
    this.#session.forget();
  }

  async #toItsEnd(wasLeft: boolean): Promise<Outcome> {
    try {
      return await this.#readAndRun(wasLeft);
    } catch (error) {
      this.#failed('running a script', error);
      if (isDiskFull(error)) await lookAtDisk(this.#room.batch, this.#now);
      return { kind: 'failed', error: whyBroken(error, this.#run?.standing) };
    } finally {
      this.#isRunning = false;
    }
  }

  async #readAndRun(wasLeft: boolean): Promise<Outcome> {
    const { signal } = this.#unwanted;
    await this.#log.begin((await this.#room.progress()).logged);
    // One that was left may run a statement: that is found first, and then stopped.
    const script = await readScript(
      this.#sessions,
      await this.#room.read(),
      wasLeft ? never : signal,
    );
    switch (script.kind) {
      case 'unwanted':
        return { kind: 'stopped' };
      case 'refused': {
        const { code, message } = script.error;
        const error = { code, message: `${message}\nNo statement of the script was run.` };
        await this.#log.err(`${error.message}\n`);
        return { kind: 'failed', error };
      }
      case 'script':
        break;
    }
    const parts = {
      current: this.#current,
      session: this.#session,
      room: this.#room,
      log: this.#log,
    };
    this.#run = new ScriptRun(parts, script.statements, signal);
    if (this.#isLeft) this.#run.leave();
    return this.#run.run(wasLeft);
  }
}

const never = new AbortController().signal;

/** Of its files, not of a statement: what was committed stays. */
function whyBroken(cause: unknown, standing: string | undefined): JobError {
  const isFull = isDiskFull(cause);
  const why = isFull ? 'the disk is full' : 'its files could not be read or written';
  return {
    code: isFull ? 'resource' : 'engine',
    message: `The script could not go on: ${why}. Of its statements, ${standing ?? 'none was run'}.`,
  };
}
