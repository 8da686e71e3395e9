import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { runCommand } from '../../packages/cli/src/run-command.ts';
import type { SluiceContext } from '../../packages/cli/src/sluice-context.ts';

export interface RanInProcess {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface InProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly directory: string;
  readonly input?: string;
  /** Whether stdout is a terminal. */
  readonly isTerminal?: boolean;
  /** A Ctrl-C is sent as soon as this is written, to stdout or to stderr. */
  readonly interruptAt?: RegExp;
  /** Or as soon as this has happened. */
  readonly interruptAfter?: Promise<unknown>;
}

/** Runs the command line in this process, with pipes and no terminal: much quicker than as one of its own. */
export async function sluiceInProcess(
  words: readonly string[],
  { env, directory, input = '', isTerminal = false, interruptAt, interruptAfter }: InProcessOptions,
): Promise<RanInProcess> {
  const signals = new EventEmitter();
  let stdout = '';
  let stderr = '';
  const interruptIf = (text: string) => {
    if (interruptAt?.test(text)) signals.emit('SIGINT');
  };
  void interruptAfter?.then(() => signals.emit('SIGINT'));
  const context = {
    process: {
      stdout: Object.assign(
        collecting((text) => interruptIf((stdout += text))),
        {
          isTTY: isTerminal,
        },
      ),
      stderr: collecting((text) => interruptIf((stderr += text))),
      env,
    },
    stdin: Readable.from([Buffer.from(input)]) as NodeJS.ReadStream,
    workingDirectory: directory,
    homeDirectory: directory,
    signals: signals as unknown as NodeJS.Process,
  } satisfies SluiceContext;
  return { code: await runCommand(words, context), stdout, stderr };
}

function collecting(take: (text: string) => void): NodeJS.WriteStream {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      take(chunk.toString());
      done();
    },
  }) as NodeJS.WriteStream;
}
