import type { JobError } from '../../core/job/ending.ts';
import { causeOf, type CurrentStatement, type Outcome } from './current-statement.ts';
import { describeStatement } from './describe-statement.ts';
import { atPlace, type ScriptStatement } from './read-script.ts';
import type { ScriptLog } from './script-log.ts';
import type { ScriptRoom } from './script-room.ts';
import type { ScriptSession } from './script-session.ts';

export interface ScriptParts {
  readonly current: CurrentStatement;
  readonly session: ScriptSession;
  readonly room: ScriptRoom;
  readonly log: ScriptLog;
}

/** The number of the statement that comes next, or how the script ended. */
type Next = number | Outcome;

/**
 * Takes the statements of a script to its end, one after the other. After an earlier gateway each is asked for
 * before it begins: what was committed does not run again, and what was rolled back with its host does.
 */
export class ScriptRun {
  readonly #parts: ScriptParts;
  readonly #statements: readonly ScriptStatement[];
  readonly #unwanted: AbortSignal;
  #committed = 0;
  #isLeft = false;

  /** @param unwanted aborts when it is to be stopped */
  constructor(parts: ScriptParts, statements: readonly ScriptStatement[], unwanted: AbortSignal) {
    this.#parts = parts;
    this.#statements = statements;
    this.#unwanted = unwanted;
  }

  /** @param wasLeft whether an earlier gateway may have begun it */
  async run(wasLeft: boolean): Promise<Outcome> {
    let next: Next = wasLeft ? await this.#placeToGoOn() : 1;
    while (typeof next === 'number') {
      const statement: ScriptStatement | undefined = this.#statements[next - 1];
      if (!statement) return succeeded;
      next = await this.#take(statement, wasLeft);
    }
    return next;
  }

  /** Begins no other statement, and says nothing more: the next gateway goes on with it. */
  leave(): void {
    this.#isLeft = true;
  }

  /** How far it has come, for people. */
  get standing(): string {
    const count = this.#statements.length;
    const all = count === 1 ? 'the only statement' : `the ${count} statements`;
    if (this.#committed === 0) return `none of ${all} was committed`;
    return `the last of ${all} that was committed is ${this.#committed}`;
  }

  async #placeToGoOn(): Promise<Next> {
    const { room, session, log } = this.#parts;
    const { done } = await room.progress();
    const unreachable = await session.find();
    if (unreachable) return unreachable;
    const last = this.#statements[done - 1];
    const isInside = last !== undefined && last.unit.last !== done;
    this.#committed = isInside ? last.unit.first - 1 : done;
    const next = session.isOpen ? done + 1 : this.#committed + 1;
    if (next <= this.#statements.length) {
      // It may have been committed, and not be noted as done.
      await log.out(`The gateway was started again. It looks at statement ${next} first.\n`);
    }
    return next;
  }

  async #take(statement: ScriptStatement, wasLeft: boolean): Promise<Next> {
    const { number, unit } = statement;
    const { current, session } = this.#parts;
    let outcome = wasLeft ? await current.outcomeOf(statement) : null;
    if (outcome === null && this.#isLeft) return left;
    if (outcome === null && wasLeft && number === unit.first && number < unit.last) {
      const passed = await this.#passTransaction(statement);
      if (passed !== null) return passed;
    }
    if (outcome === null && this.#unwanted.aborted) return this.#stop();
    if (outcome === null && !session.isOpen) {
      // What its transaction had done is gone with its session: it begins again.
      if (number !== unit.first) return unit.first;
      const shut = await this.#openBefore(statement);
      if (shut) return shut;
    }
    outcome ??= await current.run(statement);
    return this.#settle(statement, outcome);
  }

  async #settle(statement: ScriptStatement, outcome: Outcome): Promise<Next> {
    const remarks = this.#parts.session.takeRemarks();
    if (remarks.length > 0) {
      const moved = `The session was made again in another host. ${remarks.join(' ')}`;
      await this.#parts.log.err(`${moved}\n`);
    }
    // What is known of an engine that is being closed is for the next gateway to say.
    if (this.#isLeft && outcome.kind !== 'succeeded') return left;
    switch (outcome.kind) {
      case 'succeeded': {
        const { current, room, log } = this.#parts;
        const { result } = outcome;
        const rows = await current.firstRows(statement, result);
        await log.out(describeStatement(statement, this.#statements.length, result, rows));
        if (statement.number === statement.unit.last) this.#committed = statement.number;
        await room.note({ done: statement.number, logged: log.size });
        return statement.number + 1;
      }
      case 'failed':
        return this.#fail(statement, outcome.error);
      case 'stopped':
        return this.#unwanted.aborted ? this.#stop() : this.#fail(statement, causeOf(outcome));
      case 'out_of_reach':
        return outcome;
    }
  }

  /** Its end tells whether a transaction was committed. Null where it was not. */
  async #passTransaction({ unit }: ScriptStatement): Promise<Next | null> {
    const end = this.#statements[unit.last - 1];
    const found = end && (await this.#parts.current.find(end));
    if (found?.kind === 'out_of_reach') return found;
    if (found?.kind !== 'ended' || found.observed.kind !== 'succeeded') return null;
    const { log, room } = this.#parts;
    await log.out(`Statements ${unit.first} to ${unit.last} were committed before.\n`);
    this.#committed = unit.last;
    await room.note({ done: unit.last, logged: log.size });
    return unit.last + 1;
  }

  /** Null when its session is open. */
  async #openBefore(statement: ScriptStatement): Promise<Outcome | null> {
    const { session } = this.#parts;
    const before = this.#statements.slice(0, statement.number - 1);
    const keeper = before.findLast(({ leavesState }) => leavesState);
    if (keeper) return this.#fail(statement, sessionLost(keeper));
    const answer = await session.open(this.#unwanted);
    switch (answer.kind) {
      case 'opened':
        return null;
      case 'refused':
        return this.#unwanted.aborted ? this.#stop() : this.#fail(statement, answer.error);
      case 'out_of_reach':
        return this.#fail(statement, answer.error);
    }
  }

  async #stop(): Promise<Outcome> {
    await this.#parts.log.err(`It was stopped: ${this.standing}.\n`);
    return { kind: 'stopped' };
  }

  async #fail(statement: ScriptStatement, cause: JobError): Promise<Outcome> {
    const { code, message } = atPlace(statement, cause);
    const error = { code, message: `${message}\nThe script ended there: ${this.standing}.` };
    await this.#parts.log.err(`${error.message}\n`);
    return { kind: 'failed', error };
  }
}

function sessionLost({ number, line }: ScriptStatement): JobError {
  return {
    code: 'engine',
    message:
      'It was not run. The session of the script was lost with its DuckDB host process, and statement ' +
      `${number} (line ${line}) had left something in it (a setting, or something temporary) that it may need.`,
  };
}

const succeeded: Outcome = {
  kind: 'succeeded',
  result: { columns: [], rowCount: 0, affectedRows: null, rows: { at: 'none' } },
};

const left: Outcome = {
  kind: 'out_of_reach',
  error: { code: 'engine', message: 'The gateway is stopping. The next one goes on with it.' },
};
