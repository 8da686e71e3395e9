import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Possible } from '../../src/engines/process/batch-command.ts';
import { soon } from '../support/soon.ts';
import { batchProcesses, processesIn, stillThere } from './batch-processes.ts';
import { driveProgram } from './drive-program.ts';
import { endPrograms, runProgram, untilReady } from './run-program.ts';
import { whyNotAsOther } from './why-not-as-other.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-batch-'));
});
afterEach(async () => {
  await endPrograms();
  rmSync(dataDir, { recursive: true });
});

describe('where no namespace is to be had', () => {
  const tree: Possible = { kind: 'tree', why: 'a test says so', adopts: true };

  it.each(['double-forks.py', 'ignores-term.sh', 'closes-descriptors.py', 'stops-itself.sh'])(
    'the last rung ends %s, and says what could have escaped it',
    async (program) => {
      const batch = await runProgram(dataDir, tree, [program]);
      await untilReady(batch);
      const before = batchProcesses(batch.room);
      expect(before.length).toBeGreaterThanOrEqual(2);
      batch.take('kill');
      await soon('the end', batch.ended);
      expect(stillThere(before)).toEqual([]);
      const { isGone, read } = batch.check();
      expect(isGone).toBe(true);
      expect(read).toContain('is not found');
      for (const { pid } of before) expect(read).toContain(`${pid} (`);
    },
  );

  it.each(['kill', 'terminate'] as const)(
    'a %s reaches what has left its session, its parents and its environment at once',
    async (rung) => {
      const batch = await runProgram(dataDir, tree, ['forgets-its-environment.sh']);
      await untilReady(batch);
      // Found by its place alone: it has no marker.
      const before = processesIn(batch.room.place.workDir);
      expect(before.length).toBeGreaterThanOrEqual(2);
      batch.take(rung);
      await soon('the end', batch.ended);
      expect(stillThere(before)).toEqual([]);
      expect(batch.check().read).toContain('born after its first process was killed');
    },
  );

  it('says so where nothing adopts what loses its parent', async () => {
    const batch = await runProgram(dataDir, { ...tree, adopts: false }, ['double-forks.py']);
    await untilReady(batch);
    batch.take('kill');
    await soon('the end', batch.ended);
    expect(batch.check().read).toContain('between two looks is not found');
  });

  it('the first rung reaches a child that has left its session', async () => {
    const batch = await runProgram(dataDir, tree, ['double-forks.py']);
    await untilReady(batch);
    const before = batchProcesses(batch.room);
    batch.take('terminate');
    const { record } = await soon('the end', batch.ended);
    expect(stillThere(before)).toEqual([]);
    expect(record.exit).toEqual({ status: 143, signal: 'SIGTERM' });
  });

  it('the first rung reaches what was born while it was told', async () => {
    for (let round = 0; round < 8; round++) {
      const batch = await runProgram(dataDir, tree, ['begins-the-next-step.sh']);
      await untilReady(batch);
      batch.take('terminate');
      const { record } = await soon('the end', batch.ended);
      expect(record.exit).toEqual({ status: 0, signal: null });
      expect(batchProcesses(batch.room)).toEqual([]);
    }
  });

  it.each(['kill', 'terminate'] as const)(
    'a %s counts one whose first thread has ended as there until it is gone (I3)',
    async (rung) => {
      const batch = await runProgram(dataDir, tree, ['leaves-its-first-thread.py']);
      await untilReady(batch);
      const before = batchProcesses(batch.room);
      expect(before.length).toBeGreaterThanOrEqual(2);
      batch.take(rung);
      await soon('the end', batch.ended);
      expect(stillThere(before)).toEqual([]);
      for (const { pid } of before) expect(batch.check().read).toContain(`${pid} (`);
      const saved = readFileSync(batch.room.logFile('stdout'), 'utf8').includes('saved');
      expect(saved).toBe(rung === 'terminate');
    },
  );

  it('what a program leaves ends with it', async () => {
    const batch = await runProgram(dataDir, tree, ['leaves-a-child.sh']);
    const { record } = await soon('the end', batch.ended);
    expect(record.exit).toEqual({ status: 3, signal: null });
    expect(batchProcesses(batch.room)).toEqual([]);
  });
});

describe.skipIf(whyNotAsOther !== null)(
  `as an ordinary user (${whyNotAsOther ?? 'uid 65534'})`,
  () => {
    const uid = 65_534;

    it('ends what has left its session, its parent and its environment', async () => {
      chownSync(dataDir, uid, uid);
      const driven = await driveProgram(dataDir, ['forgets-its-environment.sh'], uid);
      expect(driven.isolation).toEqual({ kind: 'namespace', as: 'user' });
      const end = await driven.stop('kill');
      expect(end).toMatchObject({ record: { exit: null }, check: { isGone: true } });
      await driven.die();
    });

    it('keeps a program from the data directory and from any right over its namespace', async () => {
      const secret = join(dataDir, 'secret');
      writeFileSync(secret, 'secret');
      chownSync(secret, uid, uid);
      chownSync(dataDir, uid, uid);
      const driven = await driveProgram(
        dataDir,
        ['looks-around.sh', secret, String(process.pid)],
        uid,
      );
      expect(await driven.stop('terminate')).toMatchObject({
        stdout: 'HOME OLDPWD PATH PWD SLUICE_JOB_ID \nready\n',
      });
      await driven.die();
    });
  },
);
