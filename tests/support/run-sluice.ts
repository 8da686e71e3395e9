import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';

export const sluiceProgram = resolve(import.meta.dirname, '../../packages/cli/bin/sluice.mjs');

/** How a run of the command line ended, and what it wrote. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Instead of the environment of whoever runs the tests, of which only PATH is kept. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly input?: string | Buffer;
  /** The Node that runs it; ours when absent. */
  readonly node?: string;
}

export interface RunningSluice {
  readonly ended: Promise<Ran>;
  readonly child: ChildProcess;
  /** Resolves once stderr has this; rejects when the run ends without. */
  untilStderr(pattern: RegExp): Promise<RegExpExecArray>;
  /** The same of stdout. */
  untilStdout(pattern: RegExp): Promise<RegExpExecArray>;
}

const deadlineMs = 60_000;

/** Runs the command line to its end, as a process of its own, with pipes and no terminal. */
export function runSluice(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return startSluice(args, options).ended;
}

export function startSluice(args: readonly string[], options: RunOptions = {}): RunningSluice {
  const { env = {}, cwd, input = '', node = process.execPath } = options;
  const child = spawn(node, [sluiceProgram, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
    ...(cwd !== undefined && { cwd }),
  });
  // It may end before it has read its input.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  return {
    child,
    ended: collect(child, () => ({ stdout, stderr })),
    untilStderr: (pattern) => untilText(child, child.stderr, pattern, () => stderr),
    untilStdout: (pattern) => untilText(child, child.stdout, pattern, () => stdout),
  };
}

async function collect(
  child: ChildProcess,
  written: () => Pick<Ran, 'stdout' | 'stderr'>,
): Promise<Ran> {
  const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { code, signal, ...written() };
  } finally {
    clearTimeout(timer);
  }
}

function untilText(
  child: ChildProcess,
  output: Readable,
  pattern: RegExp,
  read: () => string,
): Promise<RegExpExecArray> {
  const { promise, resolve: found, reject } = Promise.withResolvers<RegExpExecArray>();
  const look = () => {
    const match = pattern.exec(read());
    if (match) found(match);
  };
  const missed = () => reject(new Error(`it never wrote ${String(pattern)}: ${read()}`));
  output.on('data', look);
  child.once('close', missed);
  look();
  return promise.finally(() => {
    output.off('data', look);
    child.off('close', missed);
  });
}
