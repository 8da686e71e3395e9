import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Guarded, Scope } from '../sql/guard-sql.ts';
import { type Split, whole } from '../sql/split-sql.ts';
import { compiledCode } from '../compiled-code.ts';
import type { Answers, ParseReply, ParseRequest, Question } from './parser-messages.ts';

const parserProgram = fileURLToPath(new URL('./main.ts', import.meta.url));

/** A text that takes longer is refused: some small texts keep DuckDB's parser busy for minutes. */
const parseMs = 5_000;

interface Pending {
  readonly question: Question;
  resolve(answer: ParseReply['answer']): void;
  /** Answers without the process. */
  giveUp(why: string): void;
}

/** At most some 8 MB of memory. */
const mostKnown = 1_000;
const longestKnown = 4_096;

/** A longer text is refused unread; a body may have twelve times as much. */
const longestSql = 2 ** 20;

/**
 * Reads statements, by our guard and by DuckDB's own parser, in a process without any data: a text
 * that takes long, or makes the parser run away, costs that process and nothing else.
 */
export class ParserProcess {
  readonly #pending = new Map<number, Pending>();
  /** What it said of the texts that were read last. */
  readonly #known = new Map<string, Guarded>();
  /** Asked within one turn of the event loop, and sent together: each message wakes the process. */
  readonly #outbox: ParseRequest[] = [];
  #child: ChildProcess | null = null;
  #counter = 0;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;

  /** Whether a statement may run at all, what it does, and which files it names. */
  async read(sql: string, scope: Scope = 'job'): Promise<Guarded> {
    if (sql.length > longestSql) return refused(`A statement may have ${longestSql} characters.`);
    const known = this.#known.get(keyOf(sql, scope));
    if (known) return known;
    const guarded = await this.#ask({ ask: 'read', sql, scope }, refused);
    if (guarded.kind === 'ok') this.#remember(sql, scope, guarded);
    return guarded;
  }

  /**
   * Where the statements of a text are, however long it is. One that takes too long is one statement, which
   * is too long to be read.
   */
  split(sql: string, most: number): Promise<Split> {
    return this.#ask({ ask: 'split', sql, most }, () => whole(sql));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const id of this.#pending.keys()) this.#giveUp(id, 'The gateway is stopping.');
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
    await promise;
  }

  #ask<Asked extends Question>(
    question: Asked,
    unanswered: (why: string) => Answers[Asked['ask']],
  ): Promise<Answers[Asked['ask']]> {
    const id = ++this.#counter;
    const { promise, resolve } = Promise.withResolvers<Answers[Asked['ask']]>();
    this.#pending.set(id, {
      question,
      resolve: (answer) => resolve(answer as Answers[Asked['ask']]),
      giveUp: (why) => resolve(unanswered(why)),
    });
    if (this.#pending.size === 1) this.#giveTimeToOldest();
    this.#send(id, question);
    return promise;
  }

  #send(id: number, question: Question): void {
    this.#outbox.push({ id, question });
    if (this.#outbox.length === 1) setImmediate(() => this.#sendAll());
  }

  #sendAll(): void {
    const requests = this.#outbox.splice(0);
    if (this.#isClosed) return;
    this.#child ??= this.#start();
    // A child that just died does not take them; its end asks again.
    this.#child.send(requests, () => {});
  }

  #start(): ChildProcess {
    const child = fork(parserProgram, {
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // Texts of 10 MB go through in a copy; as JSON they would hold the event loop up.
      serialization: 'advanced',
      env: compiledCode,
    });
    child.on('message', (reply) => {
      const { id, answer } = reply as ParseReply;
      this.#settle(id, (pending) => pending.resolve(answer));
    });
    child.on('error', () => child.kill('SIGKILL'));
    child.once('exit', () => {
      if (this.#child === child) this.#child = null;
      // Those that wait behind a text that ran away are asked again.
      if (!this.#isClosed) for (const [id, { question }] of this.#pending) this.#send(id, question);
    });
    return child;
  }

  #giveUp(id: number, why: string): void {
    this.#settle(id, (pending) => pending.giveUp(why));
  }

  #settle(id: number, answer: (pending: Pending) => void): void {
    const [oldest] = this.#pending.keys();
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending) answer(pending);
    if (id === oldest) this.#giveTimeToOldest();
  }

  /** The text alone decides, so that a job whose text was read at its submit need not be read again. */
  #remember(sql: string, scope: Scope, guarded: Guarded): void {
    if (sql.length > longestKnown) return;
    this.#known.set(keyOf(sql, scope), guarded);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
  }

  /** Only the text that is being parsed can be to blame; those behind it get their time anew. */
  #giveTimeToOldest(): void {
    clearTimeout(this.#timer);
    const [oldest] = this.#pending.keys();
    if (oldest === undefined) return;
    this.#timer = setTimeout(() => {
      const child = this.#child;
      // Nobody asks it any more; those that wait behind it are asked again at its end.
      this.#child = null;
      child?.kill('SIGKILL');
      this.#giveUp(oldest, `DuckDB could not parse it in ${parseMs / 1_000} s.`);
    }, parseMs);
  }
}

/** A session may say more than a job. */
function keyOf(sql: string, scope: Scope): string {
  return `${scope} ${sql}`;
}

function refused(why: string): Guarded {
  const message = `The statement is too long or too complex. ${why}`;
  return { kind: 'refused', error: { code: 'not_supported', message } };
}
