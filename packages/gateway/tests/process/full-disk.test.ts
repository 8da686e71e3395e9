import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job/job.ts';
import { readRungs } from '../../src/engines/process/batch-rungs.ts';
import { soon } from '../support/soon.ts';
import { fillDisk } from '../support/small-disk.ts';
import { whyNoMount } from '../support/why-no-mount.ts';
import { batchProcesses, stillThere } from './batch-processes.ts';
import { type BatchWorld, projectId, startBatches } from './start-batches.ts';

describe.skipIf(whyNoMount !== null)(
  `the disk that has the logs of a batch is full ${whyNoMount ?? ''}`,
  () => {
    let dataDir: string;
    let disk: string;
    let world: BatchWorld;
    beforeEach(async () => {
      dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-full-'));
      disk = join(dataDir, 'projects');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]);
      world = await startBatches({ dataDir, logBytes: 2e6 });
    });
    afterEach(async () => {
      await world.close();
      execFileSync('umount', [disk]);
      rmSync(dataDir, { recursive: true });
    });

    const fill = () => fillDisk(disk);
    const roomOf = (job: Job) => world.placeOf(job).room(0);
    const fullAt = async (job: Job) =>
      (await world.actions.readLog(job, { stream: 'stdout' }, 0, 0))?.diskFullAt;

    async function expectNothingLeft(job: Job): Promise<void> {
      expect(existsSync(roomOf(job).noteFile) ? batchProcesses(roomOf(job)) : []).toEqual([]);
      expect(existsSync(world.placeOf(job).workDir)).toBe(false);
      expect(await world.stores.jobs.ledgerOf(job.id)).toEqual([]);
    }

    it('of a program that has filled it: it hears of it, all that was written is there, and it is said', async () => {
      writeFileSync(join(disk, 'filler'), Buffer.alloc(4_500_000));
      const job = await world.submit('fills-the-disk.py');
      const { state } = await world.ended(job);
      expect(state.ending).toMatchObject({
        how: 'failed',
        error: {
          exitStatus: 7,
          message: expect.stringMatching(/Log incomplete: disk full, first seen 20/) as string,
        },
      });
      const lines = (await world.log(job)).split('\n').slice(0, -1);
      expect(lines.length).toBeGreaterThan(1_000);
      expect(lines.every((line, at) => line === `line ${at + 1}`)).toBe(true);
      expect(await fullAt(job)).toEqual(expect.any(Number));
      await expectNothingLeft(job);
    });

    it('from before: one that begins is refused with what to do, and with room again it runs', async () => {
      // So that it is in its bucket.
      await world.ended(await world.submit('counts-steps.sh'));
      const filler = fill();
      const refused = await world.ended(await world.submit('counts-steps.sh'));
      expect(refused.state.ending).toMatchObject({
        how: 'failed',
        error: { code: 'resource', message: expect.stringContaining('Make room') as string },
      });
      rmSync(filler);
      await expectNothingLeft(refused);
      const ended = await world.ended(await world.submit('counts-steps.sh'));
      expect(ended.state.ending.how).toBe('succeeded');
      expect(await fullAt(ended)).toBeNull();
    });

    it.each([
      ['ignores-term.sh', 'kill', ['terminate', 'kill']],
      ['ends-politely.py', 'terminate', ['terminate']],
      ['double-forks.py', 'terminate', ['terminate']],
    ])(
      'under %s: it is cancelled to its last process all the same',
      async (program, rung, rungs) => {
        const job = await world.submit(program);
        await world.ready(job);
        const before = batchProcesses(roomOf(job));
        fill();
        const verdict = await soon(
          'the truth',
          world.cancel(job, rung === 'kill' ? 50 : undefined),
        );
        expect(stillThere(before)).toEqual([]);
        expect(verdict.kind).toBe('cancelled');
        await expectNothingLeft(job);
        expect(await world.receipt(job)).toMatchObject({ ending: 'cancelled', rung });
        // What the next gateway would know it by, had this one been killed.
        expect(readRungs(roomOf(job).rungsFile).map((noted) => noted.rung)).toEqual(rungs);
        expect(await world.log(job)).toMatch(/^ready\n/);
        expect(await fullAt(job)).toEqual(expect.any(Number));
      },
    );

    it('when it ends: how it ended is known', async () => {
      await world.put('waits.sh', 'echo ready; while [ ! -e go ]; do sleep 0.02; done; exit 3\n');
      const order = { file: 'obs://programs/waits.sh' };
      const job = await world.submit('exits-at-once.sh', order);
      await world.ready(job);
      fill();
      // An empty file needs no room.
      writeFileSync(join(world.placeOf(job).workDir, 'go'), '');
      const { state } = await world.ended(job);
      expect(state.ending).toMatchObject({ how: 'failed', error: { exitStatus: 3 } });
      await expectNothingLeft(job);
    });

    it('with what is kept of them: the older part is given back, which makes room again', async () => {
      writeFileSync(join(disk, 'filler'), Buffer.alloc(4_000_000));
      const job = await world.submit('waits-for-room.py');
      const { state } = await world.ended(job);
      expect(state.ending.how).toBe('succeeded');
      const piece = await world.actions.readLog(job, { stream: 'stdout' }, 0, 1_000_000);
      expect(piece).toMatchObject({ size: 6_000 * 1_024 });
      expect(piece?.from).toBeGreaterThan(0);
      const kept = await world.log(job, 'stdout', 5_999 * 1_024);
      expect(kept).toBe(`${String(5_999).padStart(1_023, '0')}\n`);
      expect(await world.actions.listMatching(projectId, {})).toMatchObject({ total: 0 });
    });
  },
);
