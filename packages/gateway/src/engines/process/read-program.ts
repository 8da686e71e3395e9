import { longestArgument, mostArgumentBytes } from '@sluice/protocol';
import type { JobError } from '../../core/job/ending.ts';
import type { Runtime } from '../../core/job/program.ts';
import { type FileName, readObsPath } from '../../core/files/file-name.ts';
import type { AskedProgram, ReadProgram } from '../../core/ports/batch-engine.ts';
import type { BucketStore } from '../../core/ports/bucket-store.ts';
import type { Queue } from '../../core/ports/queue-store.ts';
import { noFile } from '../no-file.ts';

export type ReadFiles =
  /** The program's own file first. */
  | { readonly kind: 'files'; readonly files: readonly FileName[] }
  | { readonly kind: 'refused'; readonly error: JobError };

/** Whether a queue of DuckDB can run a program, and by what. */
export async function readProgram(
  buckets: Pick<BucketStore, 'open'>,
  projectId: string,
  queue: Queue,
  asked: AskedProgram,
): Promise<ReadProgram> {
  const read = readFiles(asked);
  if (read.kind === 'refused') return read;
  const tooLong = whyTooLong(asked.args);
  if (tooLong !== null) return { kind: 'refused', error: { code: 'semantic', message: tooLong } };
  const { runtime, error } = runtimeOn(queue, asked.file);
  if (error) return { kind: 'refused', error };
  for (const file of read.files) {
    const open = await buckets.open(projectId, file);
    if (open === null) return { kind: 'refused', error: noFile(file), isMissing: true };
    await open[Symbol.asyncDispose]();
  }
  return { kind: 'runs', runtime };
}

/** The files of a program by their names, which must differ: they come to lie beside each other. */
export function readFiles({ file, files }: Pick<AskedProgram, 'file' | 'files'>): ReadFiles {
  const named = new Map<string, FileName>();
  for (const path of [file, ...files]) {
    const read = readObsPath(path);
    if (read.kind === 'bad_name') return refuse(`${path} names no file: ${read.reason}`);
    const name = nameInWork(read.file);
    if (name === temporaryName) {
      return refuse(
        `A batch has a directory ${name} of its own in its working directory. Rename the file.`,
      );
    }
    if (named.has(name)) {
      return refuse(`Two files would be ${name} in the batch's working directory. Rename one.`);
    }
    named.set(name, read.file);
  }
  return { kind: 'files', files: [...named.values()] };
}

/** The machine would not start it. Characters are counted by the schema, bytes here. */
function whyTooLong(args: readonly string[]): string | null {
  const lengths = args.map((text) => Buffer.byteLength(text));
  const at = lengths.findIndex((length) => length > longestArgument);
  if (at >= 0) {
    return `args[${at}] has ${lengths[at]} bytes, and may have ${longestArgument}. Put it into a file.`;
  }
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total <= mostArgumentBytes) return null;
  return `args have ${total} bytes in all, and may have ${mostArgumentBytes}. Put them into a file.`;
}

/** Where a program finds its temporary files, in its working directory. */
export const temporaryName = '.tmp';

/** What a file is called in the working directory of a batch. */
export function nameInWork({ key }: FileName): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

type OnQueue =
  | { readonly runtime: Runtime; readonly error?: undefined }
  | { readonly runtime?: undefined; readonly error: JobError };

function runtimeOn(queue: Queue, file: string): OnQueue {
  const ending = /\.([^./]+)$/.exec(file)?.[1]?.toLowerCase() ?? '';
  const runtime = runtimes[ending] ?? 'executable';
  const what = `The queue ${queue.name} has the engine ${queue.engine}, which`;
  if (ending === 'jar') {
    return { error: notSupported(`${what} runs no .jar files. ${insteadOf(queue)}`) };
  }
  const needsLeave = runtime === 'executable' || runtime === 'shell';
  if (needsLeave && !queue.programRules.allowsExecutables) {
    const instead = `${insteadOf(queue)} Executables and .sh run where an admin allows them on the queue.`;
    return { error: notSupported(`${what} runs no executables or shell scripts here. ${instead}`) };
  }
  return { runtime };
}

/** What runs on every queue with batches, and what on this one. */
function insteadOf({ programRules }: Queue): string {
  const more = programRules.allowsExecutables ? ', .sh, or an executable' : '';
  return `Submit a .py, .js, .mjs, .cjs or .sql file${more}.`;
}

const runtimes: Readonly<Record<string, Runtime>> = {
  py: 'python',
  js: 'node',
  mjs: 'node',
  cjs: 'node',
  sh: 'shell',
};

function refuse(message: string): ReadFiles {
  return { kind: 'refused', error: { code: 'semantic', message } };
}

function notSupported(message: string): JobError {
  return { code: 'not_supported', message };
}
