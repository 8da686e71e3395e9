import { chownSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { placesSeen, type Possible } from '../../src/engines/process/batch-command.ts';
import type { BatchLimits } from '../../src/engines/process/batch-limits.ts';
import type { BatchProcess } from '../../src/engines/process/batch-process.ts';
import { BatchPlace } from '../../src/engines/batch-room.ts';
import { probeIsolation, systemPath } from '../../src/engines/process/isolation.ts';
import { machineUptime } from '../../src/system/machine-uptime.ts';
import { startBatch } from '../../src/engines/process/start-batch.ts';

export const clocks = { now: Date.now, uptime: machineUptime };
const programs = join(import.meta.dirname, 'programs');
const withinMs = 30_000;
/** Of the users that this system keeps for services without an account; each batch is another one. */
let nextUid = 61_200 + Math.floor(Math.random() * 4_000);
const started = new Set<BatchProcess>();

const noLimits: BatchLimits = {
  cpuSeconds: null,
  memoryBytes: null,
  fileBytes: null,
  processes: null,
};

/** What is in force here, or would be without namespaces. */
export async function isolationHere(dataDir: string): Promise<Possible> {
  const isolation = await probeIsolation(dataDir);
  if (isolation.kind === 'none') throw new Error(isolation.why);
  return isolation;
}

/** Starts one of the programs that are kept beside this file. */
export async function runProgram(
  dataDir: string,
  isolation: Possible,
  [name = '', ...args]: readonly string[],
  limits: Partial<BatchLimits> = {},
): Promise<BatchProcess> {
  const place = new BatchPlace(dataDir, 'project', crypto.randomUUID());
  const room = place.room(0);
  const uid = nextUid++;
  const temporary = join(place.workDir, '.tmp');
  for (const path of [temporary, room.path]) mkdirSync(path, { recursive: true });
  copyFileSync(join(programs, name), join(place.workDir, name));
  if (process.getuid?.() === 0)
    for (const path of [place.workDir, temporary]) chownSync(path, uid, uid);
  const [key = '', value = ''] = place.marker.split('=');
  const { workDir, node } = placesSeen(isolation, room);
  const environment = { PATH: systemPath, HOME: workDir, [key]: value };
  const command = [runtimeOf(name, node), name, ...args];
  const order = { room, workDir, command, environment, hidden: [dataDir], uid };
  const whole = { ...order, limits: { ...noLimits, ...limits } };
  const batch = await startBatch(whole, isolation, clocks, new AbortController().signal);
  started.add(batch);
  return batch;
}

/** Ends what a test that failed has left. */
export async function endPrograms(): Promise<void> {
  for (const batch of started) {
    batch.take('kill');
    await batch.ended;
    batch.close();
  }
  started.clear();
}

function runtimeOf(name: string, node: string): string {
  if (name.endsWith('.py')) return 'python3';
  return name.endsWith('.mjs') ? node : 'sh';
}

export function stdoutOf({ room }: Pick<BatchProcess, 'room'>): string {
  return readFileSync(room.logFile('stdout'), 'utf8');
}

/** Waits until the program has written `ready`. */
export function untilReady({ room }: Pick<BatchProcess, 'room'>): Promise<void> {
  return untilWritten(room.logFile('stdout'), /^ready\n/m);
}

/** Waits until the program was told to end. */
export function untilTold({ room }: Pick<BatchProcess, 'room'>): Promise<void> {
  return untilWritten(room.recordFile, /^told TERM/m);
}

async function untilWritten(file: string, line: RegExp): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!existsSync(file) || !line.test(readFileSync(file, 'utf8'))) {
    if (Date.now() > deadline) throw new Error(`not written within ${withinMs} ms: ${line}`);
    await pause(20);
  }
}
