import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { identify, type ProcessIdentity, untilProcessGone } from '../process-identity.ts';
import { batchCommand, type BatchOrder, type Possible } from './batch-command.ts';
import { type BatchNote, bootId, writeBatchNote } from './batch-note.ts';
import type { BatchRoom } from '../batch-room.ts';
import { inheritedDescriptors } from './inherited-descriptors.ts';

/** Namespaces take a moment on a machine that has much to do. */
const answerMs = 20_000;

/** The batch was not begun, and nothing of it runs. Its message may be shown to a client. */
export class BatchNotBegunError extends Error {
  override readonly name = 'BatchNotBegunError';
  /** What the tools around the program said, with paths of this machine. */
  readonly complaints: string;

  constructor(message: string, complaints: string, cause: unknown) {
    super(message, { cause });
    this.complaints = complaints;
  }
}

export interface SpawnedBatch {
  readonly note: BatchNote;
  /** Resolves when the supervisor, our child, has ended. */
  readonly left: Promise<void>;
}

/**
 * Starts a batch in a session of its own, which outlives this process. Its pids are on disk before its
 * program starts (I7). Resolves when the program was started; one that is `unwanted` before never is.
 * @throws BatchNotBegunError
 */
export async function spawnBatch(
  order: BatchOrder,
  isolation: Possible,
  unwanted: AbortSignal,
): Promise<SpawnedBatch> {
  const { room } = order;
  const child = spawnInit(order, isolation);
  const left = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  let note: BatchNote | null = null;
  try {
    const init = talkTo(child);
    await init.says('ready');
    note = noteOf(child, order, isolation);
    await writeBatchNote(room.noteFile, note);
    // The last moment at which it can be kept from beginning.
    unwanted.throwIfAborted();
    init.tell('begin');
    await init.says('begun');
    child.unref();
    return { note, left };
  } catch (error) {
    // Everything of it ends with its first process; what waits for the word ends without.
    child.kill('SIGKILL');
    await left;
    if (note) await untilProcessGone(note.init);
    const reason = (error as Error).message;
    const message = `The batch could not be begun: ${reason}.`;
    throw new BatchNotBegunError(message, complaintsIn(room), error);
  } finally {
    child.stdio[3]?.destroy();
  }
}

function spawnInit(order: BatchOrder, isolation: Possible): ChildProcess {
  const { room, environment } = order;
  const [file = '', ...args] = batchCommand(order, isolation);
  // Appended to, so that a truncated file does not get a hole of zeros at its front.
  const [complaints = -1, stdout = -1, stderr = -1] = outputFiles(room).map((path) =>
    openSync(path, 'a', 0o600),
  );
  const nothing = openSync('/dev/null', 'r');
  try {
    return spawn(file, args, {
      detached: true,
      stdio: covering(nothing, ['ignore', complaints, complaints, 'pipe', stdout, stderr]),
      cwd: '/',
      env: environment,
    });
  } catch (error) {
    // What the machine does not take now, such as arguments that are too long, it will not take later.
    throw new BatchNotBegunError(
      `The batch could not be begun: ${(error as Error).message}.`,
      '',
      error,
    );
  } finally {
    [complaints, stdout, stderr, nothing].forEach(closeSync);
  }
}

/** What the gateway was born with is no batch's: nothing is put over it. */
function covering(nothing: number, own: readonly StdioOption[]): StdioOption[] {
  const inherited = inheritedDescriptors();
  const length = Math.max(own.length, ...inherited.map((descriptor) => descriptor + 1));
  return Array.from(
    { length },
    (_, descriptor) => own[descriptor] ?? (inherited.includes(descriptor) ? nothing : 'ignore'),
  );
}

type StdioOption = 'ignore' | 'pipe' | number;

function outputFiles(room: BatchRoom): readonly string[] {
  return [room.complaintsFile, room.logFile('stdout'), room.logFile('stderr')];
}

/** Speaks with the first process of the batch over its descriptor 3, with a deadline for each word (I9). */
function talkTo(child: ChildProcess) {
  const channel = child.stdio[3] as Duplex;
  channel.on('error', () => {});
  const words = createInterface({ input: channel })[Symbol.asyncIterator]();
  const deadline = AbortSignal.timeout(answerMs);
  return {
    tell: (word: string) => channel.write(`${word}\n`),
    says: async (word: string) => {
      const { promise: late, reject } = Promise.withResolvers<never>();
      const giveUp = () => reject(new Error(`nothing was heard for ${answerMs} ms`));
      deadline.addEventListener('abort', giveUp);
      try {
        const { value, done } = await Promise.race([words.next(), late]);
        if (value === word) return;
        throw new Error(done ? 'it ended at once' : value.replace(/^failed /, ''));
      } finally {
        deadline.removeEventListener('abort', giveUp);
      }
    },
  };
}

function noteOf(child: ChildProcess, { uid }: BatchOrder, isolation: Possible): BatchNote {
  const supervisor = identify(child.pid ?? -1);
  const isApart = isolation.kind === 'namespace';
  const init = supervisor && isApart ? onlyChildOf(supervisor) : supervisor;
  if (!supervisor || !init) throw new Error('it ended as soon as it was ready');
  return {
    version: 1,
    bootId: bootId(),
    supervisor,
    init,
    isApart,
    adopts: isolation.kind === 'tree' && isolation.adopts,
    uid: isApart && isolation.as === 'root' ? uid : null,
  };
}

function onlyChildOf({ pid }: ProcessIdentity): ProcessIdentity | null {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return identify(Number(children));
}

function complaintsIn(room: BatchRoom): string {
  return readFileSync(room.complaintsFile, 'utf8').trim();
}
