/** What a batch runs: a file with its arguments, as a process with all that it starts, or a script in SQL. */
export interface Program {
  /** As the caller named it: `obs://bucket/key`. */
  readonly file: string;
  readonly runtime: Runtime;
  readonly args: readonly string[];
  /** Further files, named in the same way, which are put beside it under their own names. */
  readonly files: readonly string[];
  /** The caller's name for the batch; need not be the only one. */
  readonly name: string | null;
  /** How long it has to end by itself, after it was told to, before it is killed. */
  readonly graceMs: number;
  /** How often it is begun again after it failed. Never after a cancel. */
  readonly retries: number;
  /** The request as its dialect got it, where that has to be shown again. */
  readonly sent: string | null;
}

/** What cluster managers give a program to end by itself. */
export const defaultGraceMs = 10_000;

/** What runs the file: `executable` is the file itself; `sql` are statements for the queue's own engine. */
export type Runtime = 'python' | 'node' | 'shell' | 'executable' | 'sql';

/** Whether a file has statements in SQL, by its name. */
export function isSqlScript(file: string): boolean {
  return /\.sql$/i.test(file);
}

/** One line that says what runs, for lists, searches and logs. */
export function commandOf({ file, args }: Pick<Program, 'file' | 'args'>): string {
  return [file, ...args].join(' ');
}
