import type { Job } from '../../core/job/job.ts';
import type { Held, ReleaseCheck } from '../../core/job/receipt.ts';
import type { OutOfReach } from '../../core/ports/engine.ts';
import type { OpenAnswer, SessionEngine } from '../../core/ports/session-engine.ts';
import type { Session } from '../../core/session/session.ts';
import { sessionOf } from './script-statement.ts';

/** The context in which the statements of one script run. Another one begins where it was lost. */
export class ScriptSession {
  readonly #engine: SessionEngine;
  readonly #session: Session;
  #isOpen = false;
  readonly #remarks: string[] = [];

  constructor(engine: SessionEngine, script: Job, engineName: string) {
    this.#engine = engine;
    this.#session = sessionOf(script, engineName);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Looks whether one that an earlier gateway has opened is there. */
  async find(): Promise<OutOfReach | null> {
    const found = await this.#engine.find(this.#session);
    if (found.kind === 'out_of_reach') return found;
    if (found.kind === 'open') this.#watch();
    return null;
  }

  async open(unwanted: AbortSignal): Promise<OpenAnswer> {
    // Of one that is gone its engine has kept the end until now.
    this.forget();
    const answer = await this.#engine.open(this.#session, unwanted);
    if (answer.kind === 'opened') this.#watch();
    return answer;
  }

  /** Ends it, by one rung of its ladder after the other, and looks whether it is gone. */
  async release(held: Held): Promise<ReleaseCheck> {
    for (const { name } of this.#engine.ladder) {
      const answer = await this.#engine.close(this.#session.id, name);
      if (answer !== 'unreachable') break;
    }
    return this.#engine.release(this.#session, held);
  }

  forget(): void {
    this.#engine.forget(this.#session.id);
  }

  /** What it went through since this was last asked, a sentence each. */
  takeRemarks(): readonly string[] {
    return this.#remarks.splice(0);
  }

  #watch(): void {
    this.#isOpen = true;
    void this.#engine.watch(this.#session.id).then((seen) => {
      if (seen.kind !== 'restored') {
        this.#isOpen = false;
        return;
      }
      this.#remarks.push(...seen.remarks);
      this.#watch();
    });
  }
}
