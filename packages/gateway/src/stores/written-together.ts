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
  /** What will be written next, and takes more until then; null where nothing is. */
  #gathering: Gathered<Thing, Answer> | null = null;

  constructor(
    database: Pick<Database, 'write'>,
    work: (transaction: Transaction<Tables>, thing: Thing) => Promise<Answer>,
  ) {
    this.#database = database;
    this.#work = work;
  }

  /** Resolves after it is on disk. It is there before whatever is asked of the database later. */
  async write(thing: Thing): Promise<Answer> {
    const { things, written } = (this.#gathering ??= this.#gather());
    const place = things.push(thing) - 1;
    const answers = await written;
    return answers[place] as Answer;
  }

  #gather(): Gathered<Thing, Answer> {
    const things: Thing[] = [];
    const close = () => {
      if (this.#gathering?.things === things) this.#gathering = null;
    };
    const written = this.#database.write(async (transaction) => {
      close();
      const answers: Answer[] = [];
      for (const each of things) answers.push(await this.#work(transaction, each));
      return answers;
    });
    // Where no transaction can begin it is never run.
    written.catch(close);
    return { things, written };
  }
}

interface Gathered<Thing, Answer> {
  readonly things: Thing[];
  readonly written: Promise<readonly Answer[]>;
}
