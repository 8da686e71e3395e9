import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { JobError } from '../../../core/job/ending.ts';
import { toJobError } from '../engine-error.ts';
import type { ParseReply, ParseRequest } from './main.ts';

const parserProgram = fileURLToPath(new URL('./main.ts', import.meta.url));

/** A text that takes longer is refused: some small texts keep DuckDB's parser busy for minutes. */
const parseMs = 5_000;

interface Pending {
  readonly sql: string;
  readonly resolve: (error: JobError | null) => void;
}

/**
 * Asks DuckDB itself whether it can parse a text, in a process without any data: a text that makes
 * the parser run away costs that process and nothing else.
 */
export class ParserProcess {
  readonly #pending = new Map<number, Pending>();
  #child: ChildProcess | null = null;
  #counter = 0;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;

  /** @returns null when DuckDB can parse the text */
  async syntaxError(sql: string): Promise<JobError | null> {
    const id = ++this.#counter;
    const { promise, resolve } = Promise.withResolvers<JobError | null>();
    this.#pending.set(id, { sql, resolve });
    if (this.#pending.size === 1) this.#giveTimeToOldest();
    this.#ask(id, sql);
    return promise;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
    await promise;
  }

  #ask(id: number, sql: string): void {
    this.#child ??= this.#start();
    this.#child.send({ id, sql } satisfies ParseRequest);
  }

  #start(): ChildProcess {
    const child = fork(parserProgram, {
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {},
    });
    child.on('message', (reply) => {
      const { id, error } = reply as ParseReply;
      this.#settle(id, error === null ? null : toJobError(new Error(error)));
    });
    child.once('exit', () => {
      if (this.#child === child) this.#child = null;
      // Those that wait behind a text that ran away are asked again.
      if (!this.#isClosed) for (const [id, { sql }] of this.#pending) this.#ask(id, sql);
    });
    return child;
  }

  #settle(id: number, error: JobError | null): void {
    const [oldest] = this.#pending.keys();
    this.#pending.get(id)?.resolve(error);
    this.#pending.delete(id);
    if (id === oldest) this.#giveTimeToOldest();
  }

  /** Only the text that is being parsed can be to blame; those behind it get their time anew. */
  #giveTimeToOldest(): void {
    clearTimeout(this.#timer);
    const [oldest] = this.#pending.keys();
    if (oldest === undefined) return;
    this.#timer = setTimeout(() => {
      this.#child?.kill('SIGKILL');
      this.#settle(oldest, tooComplex);
    }, parseMs);
  }
}

const tooComplex: JobError = {
  code: 'resource',
  message: `The statement is too complex: DuckDB could not parse it in ${parseMs / 1_000} s.`,
};
