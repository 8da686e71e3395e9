import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DatabaseShutError,
  HostTakenOverError,
  HostUnreachableError,
  withDeadline,
} from './deadline.ts';
import { compiledCode } from './compiled-code.ts';
import { withoutDirectory } from './engine-error.ts';
import type { HostReady, HostSettings } from './messages/host-settings.ts';
import { isTakenOver, writeHostRecord } from './host-record.ts';
import { hostBytes } from './memory-budget.ts';
import { commandLine, identify, killProcess, type ProcessIdentity } from '../process-identity.ts';
import { sizeOfFile } from './size-of-file.ts';
import { systemReason } from './system-reason.ts';

const hostProgram = fileURLToPath(new URL('./host/main.ts', import.meta.url));

/**
 * A host is ready when it has replayed the write-ahead file, and filled the indexes with what that names of the database: 46 MB/s
 * were measured of the one, 15 of the other.
 */
const readyMs = 60_000;
const replayedBytesPerMs = 1_000;
/** A former host needs a moment to give its lock back after SIGKILL. */
const lockTries = 100;
const lockRetryMs = 20;
/** libuv's threads carry the statements: more of them than slots, or an interrupt would find none. */
const threadPoolSize = 128;

/** What a host writes beside its database, and where it is written down. */
interface HostPapers {
  readonly logFile: string;
  readonly recordFile: string;
  readonly leaseToken: number;
}

/**
 * Starts a host process and waits until it has opened its database. A host that an earlier gateway
 * left behind, and that no record names, is ended first: it still holds the lock of the file.
 * @throws HostUnreachableError with the engine's reason when the database cannot be opened
 */
export async function spawnHost(
  settings: HostSettings,
  papers: HostPapers,
): Promise<{ child: ChildProcess; identity: ProcessIdentity }> {
  for (let tries = 1; ; tries++) {
    const { child, identity } = spawnOnce(settings, papers);
    try {
      await readiness(child, settings);
      if (!identity) throw new HostUnreachableError('the host ended as soon as it was ready');
      return { child, identity };
    } catch (error) {
      child.kill('SIGKILL');
      rmSync(settings.socketPath, { force: true });
      const owner = lockOwner((error as Error).message);
      if (owner === null || tries === lockTries) throw error;
      endFormerHost(owner, settings);
      await new Promise((resolve) => setTimeout(resolve, lockRetryMs));
    }
  }
}

/** I7: it is written down before it is born, and again with its pid before anything else happens. */
function spawnOnce(settings: HostSettings, papers: HostPapers) {
  const { recordFile, leaseToken } = papers;
  const { instance } = settings;
  const memoryBytes = hostBytes(settings.memoryBytes);
  const record = { version: 1, leaseToken, instance, memoryBytes } as const;
  if (isTakenOver(recordFile, leaseToken)) throw new HostTakenOverError();
  writeHostRecord(recordFile, { ...record, process: null });
  const child = spawnInto(papers, settings);
  const identity = identify(child.pid ?? -1);
  writeHostRecord(recordFile, { ...record, process: identity });
  return { child, identity };
}

function spawnInto({ logFile }: HostPapers, settings: HostSettings): ChildProcess {
  const log = openSync(logFile, 'a', 0o600);
  try {
    return spawn(process.execPath, [hostProgram, JSON.stringify(settings)], {
      // A group of its own: a terminal's Ctrl-C reaches the gateway alone.
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
      // Relative paths in SQL mean the bucket.
      cwd: settings.bucketDir,
      env: {
        UV_THREADPOOL_SIZE: String(threadPoolSize),
        TZ: 'UTC',
        ...compiledCode,
      },
    });
  } finally {
    closeSync(log);
  }
}

async function readiness(child: ChildProcess, settings: HostSettings): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('message', (message) => {
    const ready = message as HostReady;
    if (ready.kind === 'ready') resolve();
    else reject(cannotOpen(ready.message, settings));
  });
  child.once('error', (error) => reject(new HostUnreachableError(systemReason(error))));
  child.once('exit', (code, signal) => {
    reject(new HostUnreachableError(`the host ended while it started (${signal ?? code})`));
  });
  const { databaseFile } = settings;
  const walBytes = sizeOfFile(`${databaseFile}.wal`);
  const bytes = walBytes === 0 ? 0 : walBytes + sizeOfFile(databaseFile);
  const mostMs = Math.ceil(readyMs + bytes / replayedBytesPerMs);
  await withDeadline(promise, mostMs, `the host was not ready after ${mostMs} ms`);
}

/** A client reads it in the end: the machine's paths are nothing to him. */
function cannotOpen(reason: string, { databaseFile }: HostSettings): HostUnreachableError {
  const told = `the database cannot be opened: ${withoutDirectory(reason, dirname(databaseFile))}`;
  // Who holds its lock may run something there.
  return lockOwner(told) === null ? new DatabaseShutError(told) : new HostUnreachableError(told);
}

/** DuckDB says who holds the lock of a database file. */
function lockOwner(text: string): number | null {
  const match = /Conflicting lock is held in .*\(PID (\d+)\)/.exec(text);
  return match ? Number(match[1]) : null;
}

/** I7: only a process of our own program, for this very database, is ended. */
function endFormerHost(pid: number, settings: HostSettings): void {
  const identity = identify(pid);
  if (!identity) return;
  const command = commandLine(pid);
  if (!command.includes(hostProgram) || !command.includes(settings.databaseFile)) {
    throw new HostUnreachableError(
      `another program (pid ${pid}) has the project's database open; close it first`,
    );
  }
  killProcess(identity);
}
