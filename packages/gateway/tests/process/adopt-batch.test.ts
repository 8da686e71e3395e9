import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  batchCommand,
  placesSeen,
  type Possible,
} from '../../src/engines/process/batch-command.ts';
import { type BatchNote, bootId, readBatchNote } from '../../src/engines/process/batch-note.ts';
import type { BatchProcess } from '../../src/engines/process/batch-process.ts';
import { BatchPlace, type BatchRoom } from '../../src/engines/batch-room.ts';
import { adoptBatch } from '../../src/engines/process/start-batch.ts';
import { identify, isAlive, killProcess } from '../../src/engines/process-identity.ts';
import { soon } from '../support/soon.ts';
import { batchProcesses, stillThere } from './batch-processes.ts';
import { driveProgram } from './drive-program.ts';
import { clocks, isolationHere } from './run-program.ts';

let dataDir: string;
let isolation: Possible;
let adopted: BatchProcess[];
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-batch-'));
  isolation = await isolationHere(dataDir);
  adopted = [];
});
afterEach(async () => {
  for (const batch of adopted) {
    batch.take('kill');
    await batch.ended;
    batch.close();
  }
  rmSync(dataDir, { recursive: true });
});

function roomOf(jobId: string): BatchRoom {
  return new BatchPlace(dataDir, 'project', jobId).room(0);
}

function adopt(room: BatchRoom): BatchProcess {
  const batch = adoptBatch(room, clocks);
  if (!batch) throw new Error('there is nothing to adopt');
  adopted.push(batch);
  return batch;
}

/** A batch whose gateway was killed. */
async function orphan(program: string): Promise<BatchRoom> {
  const driven = await driveProgram(dataDir, [program]);
  await driven.die();
  return roomOf(driven.jobId);
}

function noteOf(room: BatchRoom): BatchNote {
  const note = readBatchNote(room.noteFile);
  if (!note) throw new Error('there is no note');
  return note;
}

it('finds a batch that outlived its gateway, and stops it to the last child', async () => {
  const room = await orphan('double-forks.py');
  const before = batchProcesses(room);
  expect(before.length).toBeGreaterThanOrEqual(3);
  const batch = adopt(room);
  expect(batch.check().isGone).toBe(false);
  batch.take('terminate');
  const { record, rungs } = await soon('the end', batch.ended);
  expect(stillThere(before)).toEqual([]);
  expect(record.exit).toEqual({ status: 143, signal: 'SIGTERM' });
  expect(rungs.map(({ rung }) => rung)).toEqual(['terminate']);
  expect(batch.check().isGone).toBe(true);
});

it('knows the status of a program that ended while there was no gateway', async () => {
  const room = await orphan('leaves-a-child.sh');
  const { record, hasBegun } = await soon('the end', adopt(room).ended);
  expect(record.exit).toEqual({ status: 3, signal: null });
  expect(hasBegun).toBe(true);
  expect(batchProcesses(room)).toEqual([]);
});

it('says that it does not know the status where the first process was killed as well', async () => {
  const room = await orphan('forgets-its-environment.sh');
  const before = batchProcesses(room);
  killProcess(noteOf(room).init);
  const { record, rungs } = await soon('the end', adopt(room).ended);
  expect({ exit: record.exit, rungs }).toEqual({ exit: null, rungs: [] });
  expect(stillThere(before)).toEqual([]);
});

it('case 34: takes everything along when only the supervisor is killed', async () => {
  const room = await orphan('double-forks.py');
  const before = batchProcesses(room);
  killProcess(noteOf(room).supervisor);
  await soon('the end', adopt(room).ended);
  expect(stillThere(before)).toEqual([]);
});

it('signals nothing whose pid was used again (I7)', async () => {
  const bystander = spawn('sleep', ['1000'], { stdio: 'ignore' });
  const identity = identify(bystander.pid ?? -1);
  const former = { pid: bystander.pid ?? -1, startTime: '1' };
  const room = roomOf('reused');
  for (const path of [join(room.place.workDir, '.tmp'), room.path])
    mkdirSync(path, { recursive: true });
  const note = { version: 1, bootId: bootId(), supervisor: former, init: former, uid: null };
  writeFileSync(room.noteFile, JSON.stringify({ ...note, isApart: true }));
  const batch = adopt(room);
  expect(batch.take('terminate')).toBe('not_there');
  expect(batch.take('kill')).toBe('not_there');
  await soon('the end', batch.ended);
  expect(batch.check().isGone).toBe(true);
  expect(identity && isAlive(identity)).toBe(true);
  writeFileSync(room.noteFile, JSON.stringify({ ...note, isApart: true, bootId: 'another' }));
  expect(adoptBatch(room, clocks)).toBeNull();
  bystander.kill('SIGKILL');
});

/** A batch that waits for its word. */
async function almostBegun(room: BatchRoom) {
  for (const path of [join(room.place.workDir, '.tmp'), room.path])
    mkdirSync(path, { recursive: true });
  const limits = { cpuSeconds: null, memoryBytes: null, fileBytes: null, processes: null };
  const { workDir } = placesSeen(isolation, room);
  const order = {
    room,
    workDir,
    command: ['true'],
    environment: {},
    limits,
    hidden: [],
    uid: 61_190,
  };
  const [file = '', ...args] = batchCommand(order, isolation);
  const init = spawn(file, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'ignore', 'ignore'],
  });
  const gone = once(init, 'exit');
  const channel = init.stdio[3] as Duplex;
  const words = createInterface({ input: channel })[Symbol.asyncIterator]();
  expect(await soon('ready', words.next())).toMatchObject({ value: 'ready' });
  return { channel, gone, words };
}

it('case 11: begins nothing when its gateway dies before the word (I7)', async () => {
  const room = roomOf('unbegun');
  const { channel, gone } = await almostBegun(room);
  channel.destroy();
  await soon('the end', gone);
  expect(existsSync(room.begunFile)).toBe(false);
});

it('case 11: begins nothing that another gateway has taken over meanwhile', async () => {
  const room = roomOf('taken-over');
  const { channel, gone, words } = await almostBegun(room);
  writeFileSync(room.begunFile, '');
  channel.write('begin\n');
  expect(await soon('its answer', words.next())).toMatchObject({
    value: 'failed another gateway has decided about it',
  });
  await soon('the end', gone);
});
