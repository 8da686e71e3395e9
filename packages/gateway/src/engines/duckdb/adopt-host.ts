import { rmSync } from 'node:fs';
import { HostTakenOverError, withDeadline } from './deadline.ts';
import type { FormerFate } from './former-fate.ts';
import { type HostRecord, readHostRecord, writeHostRecord } from './host-record.ts';
import {
  commandLine,
  isAlive,
  killProcess,
  type ProcessIdentity,
  untilProcessGone,
} from '../process-identity.ts';
import { type HostNews, ProjectHost } from './project-host.ts';
import type { ProjectPlaces } from './project-places.ts';

/** One that is stopped (SIGSTOP), or hangs, answers nothing. */
const answerMs = 5_000;
const goneMs = 10_000;

/**
 * Goes on with the host that an earlier gateway left, found by its record: by socket, pid and start
 * time. One that speaks another protocol, or does not answer, is ended.
 * @throws HostTakenOverError when it works for a later gateway
 */
export async function adoptHost(
  places: ProjectPlaces,
  leaseToken: number,
  news: HostNews,
): Promise<FormerFate> {
  const recordFile = places.hostRecordFile;
  const record = readHostRecord(recordFile);
  if (!record) return { kind: 'none' };
  if (record.leaseToken > leaseToken) throw new HostTakenOverError();
  const { instance } = record;
  const socketPath = places.socketPath(instance);
  const identity = livingHost(record);
  if (!identity) {
    rmSync(socketPath, { force: true });
    const { process } = record;
    return process && !isAlive(process) ? { kind: 'died', identity: process } : { kind: 'none' };
  }
  // From here on the former gateway ends it no more, should it live on.
  writeHostRecord(recordFile, { ...record, leaseToken });
  const { databaseFile } = places;
  const place = { instance, identity, databaseFile, socketPath, recordFile, leaseToken };
  try {
    return { kind: 'adopted', host: await ProjectHost.take(place, null, answerMs, news) };
  } catch (error) {
    if (error instanceof HostTakenOverError) throw error;
    killProcess(identity);
    await withDeadline(untilProcessGone(identity), goneMs, 'the former host did not end');
    rmSync(socketPath, { force: true });
    return { kind: 'ended', identity, why: (error as Error).message };
  }
}

/** The memory that a former host may take, which counts until it is gone. */
export function heldByFormer(places: ProjectPlaces): number {
  const record = readHostRecord(places.hostRecordFile);
  return record && livingHost(record) ? record.memoryBytes : 0;
}

/** I7: a pid is used again; one that has another start time, or is not this host, is left alone. */
function livingHost({ process, instance }: HostRecord): ProcessIdentity | null {
  if (!process || !isAlive(process)) return null;
  return commandLine(process.pid).includes(instance) ? process : null;
}
