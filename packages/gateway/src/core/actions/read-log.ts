import { isEnded, type Job } from '../job/job.ts';
import type { LogName, LogPiece } from '../ports/batch-engine.ts';
import type { Ports } from '../ports/ports.ts';
import { Bell } from './bell.ts';

type LogPorts = Pick<Ports, 'jobs' | 'batchEngines' | 'news' | 'clock'>;

/** How often a log that stands still is looked at; nobody tells when a program writes. */
const lookAgainMs = 200;
const pieceBytes = 64 * 1024;

/**
 * Reads a piece of the log of a batch.
 * @param from a byte of it, counted from its beginning
 * @returns null where the job is no batch
 */
export async function readLog(
  ports: Pick<Ports, 'batchEngines'>,
  job: Job,
  log: LogName,
  from: number,
  most: number,
): Promise<LogPiece | null> {
  const engines = [...ports.batchEngines.values()].flat();
  const engine = engines.find(({ name }) => name === job.request.engine);
  return job.request.program && engine ? engine.readLog(job, log, from, most) : null;
}

/** Where to begin: a byte of a try; of the last one where none is said. */
export interface LogStart {
  readonly attempt?: number | undefined;
  readonly from: number;
}

/**
 * Follows a log from a byte on, as it is written, until the batch has ended and all was read. Pieces come
 * no faster than they are taken. The last one is empty where the disk was full. Where no try is named, the last one
 * is followed, and behind it each that is begun after it, from its beginning.
 * @param left aborts when the reader is gone
 */
export async function* followLog(
  ports: LogPorts,
  followed: Job,
  log: LogName,
  start: LogStart,
  left: AbortSignal,
): AsyncGenerator<LogPiece> {
  let attempt = log.attempt ?? start.attempt;
  let next = start.from;
  let job = followed;
  using bell = new Bell(ports, (moved) =>
    moved.id === followed.id && isEnded(moved) ? moved : null,
  );
  while (!left.aborted) {
    // Looked at before the log is: what is written after the last look at a live batch is read, too.
    const wasEnded = isEnded(job);
    const name = attempt === undefined ? log : { ...log, attempt };
    const piece = await readLog(ports, job, name, next, pieceBytes);
    if (piece === null) return;
    attempt = piece.attempt;
    if (piece.bytes.length > 0) {
      next = piece.from + piece.bytes.length;
      yield piece;
      continue;
    }
    // A try has written all that it writes before the next is begun.
    if (log.attempt === undefined && attempt + 1 < piece.attempts) {
      attempt += 1;
      next = 0;
      continue;
    }
    if (wasEnded) {
      // So that it is also heard of where nothing was written any more.
      if (piece.diskFullAt !== null) yield piece;
      return;
    }
    bell.rearm();
    const ended = await bell.sleep(left, lookAgainMs);
    job = ended ?? (await ports.jobs.refresh(job)) ?? job;
  }
}
