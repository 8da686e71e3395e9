import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { BatchRoom } from '../../src/engines/batch-room.ts';

// Read from the process table by this file's own means, so that a defect of the product's look is seen.

export interface SeenProcess {
  readonly pid: number;
  readonly startTime: string;
  readonly command: string;
}

/** All that runs with the namespace that the first process of a batch had, or that it still has. */
export function batchProcesses(room: BatchRoom): readonly SeenProcess[] {
  const { init, uid, isApart } = JSON.parse(readFileSync(room.noteFile, 'utf8'));
  const namespace = isApart && seen(String(init.pid)) ? linkOf(`/proc/${init.pid}/ns/pid`) : null;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const isInside = namespace !== null && linkOf(`/proc/${pid}/ns/pid`) === namespace;
      const isOwned = uid !== null && ownerOf(pid) === uid && !isOfAnother(pid, room);
      const isOfSession = !isApart && sessionOf(pid) === init.pid;
      return isInside || isOwned || isOfSession || isIn(pid, room);
    })
    .map(seen)
    .filter((process) => process !== null);
}

/** Tests run beside each other, and one user may be given by two gateways. */
function isOfAnother(pid: string, room: BatchRoom): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const marker = environment.find((entry) => entry.startsWith('SLUICE_JOB_ID='));
    return marker !== undefined && marker !== room.place.marker;
  } catch {
    return false;
  }
}

/** By its marker: one that has dropped it is found in the other ways. */
function isIn(pid: string, room: BatchRoom): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(room.place.marker);
  } catch {
    return false;
  }
}

/** All that works in a directory. */
export function processesIn(directory: string): readonly SeenProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && linkOf(`/proc/${name}/cwd`) === directory)
    .map(seen)
    .filter((process) => process !== null);
}

/** Those that are there still; one of which all threads are zombies is not. */
export function stillThere(processes: readonly SeenProcess[]): readonly SeenProcess[] {
  return processes.filter(({ pid, startTime }) => seen(String(pid))?.startTime === startTime);
}

function seen(pid: string): SeenProcess | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    const runs = readdirSync(`/proc/${pid}/task`).some(
      (thread) => !/^[ZX]$/.test(stateOf(`/proc/${pid}/task/${thread}/stat`)),
    );
    if (!runs) return null;
    return { pid: Number(pid), startTime: fields[19] ?? '', command };
  } catch {
    return null;
  }
}

/** One whose first thread has ended has no environment to be read any more. */
function sessionOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[3]);
  } catch {
    return null;
  }
}

function stateOf(file: string): string {
  const stat = readFileSync(file, 'utf8');
  return stat.slice(stat.lastIndexOf(') ') + 2)[0] ?? '';
}

function ownerOf(pid: string): number | null {
  try {
    return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return null;
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
