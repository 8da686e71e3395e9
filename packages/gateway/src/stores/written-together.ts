import type { Transaction } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/**
 * Writes many small things that were asked for one by one with one write, which costs more than they do. Where
 * one cannot be written none of them is.
 */
export class WrittenTogether<Thing, Answer> {
  readonly #database: Pick<Database, 'write'>;
  readonly #work: (transaction: Transaction<Tables>, thing: Thing) => Promise<Answer>;
  #waiting: Thing[] = [];
  /** The write that will have those that wait; null where none does. */
  #writing: Promise<readonly Answer[]> | null = null;

  constructor(
    database: Pick<Database, 'write'>,
    work: (transaction: Transaction<Tables>, thing: Thing) => Promise<Answer>,
  ) {
    this.#database = database;
    this.#work = work;
  }

  /** Resolves after it is on disk. It is there before whatever is asked of the database later. */
  async write(thing: Thing): Promise<Answer> {
    const place = this.#waiting.push(thing) - 1;
    this.#writing ??= this.#database.write((transaction) => this.#writeAll(transaction));
    const answers = await this.#writing;
    return answers[place] as Answer;
  }

  async #writeAll(transaction: Transaction<Tables>): Promise<readonly Answer[]> {
    const things = this.#waiting;
    this.#waiting = [];
    this.#writing = null;
    const answers: Answer[] = [];
    for (const thing of things) answers.push(await this.#work(transaction, thing));
    return answers;
  }
}
