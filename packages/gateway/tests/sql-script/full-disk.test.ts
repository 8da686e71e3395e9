import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batchesDir } from '../../src/engines/batch-room.ts';
import { scan } from '../support/slow-sql.ts';
import { fillDisk } from '../support/small-disk.ts';
import { soon } from '../support/soon.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';
import { whyNoMount } from '../support/why-no-mount.ts';

describe.skipIf(whyNoMount !== null)(
  `when the disk of its log fills up ${whyNoMount ?? ''}`,
  () => {
    let world: DuckdbWorld;
    let disk: string;
    let filler: string | null;
    /** The number of statements that begin before it is full. */
    let begun: number;
    const hasTwo = () => begun >= 2;
    beforeEach(async () => {
      [filler, begun] = [null, 0];
      world = await startDuckdb({
        aroundStatements: (method, _rest, call) => {
          if (method === 'start' && ++begun === 2) filler = fillDisk(disk);
          return call();
        },
      });
      disk = batchesDir(world.dataDir, world.projectId);
      mkdirSync(disk, { recursive: true });
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    });
    afterEach(async () => {
      if (filler !== null) rmSync(filler);
      execFileSync('umount', ['--lazy', disk]);
      await world.close();
    });

    const fullAt = async (job: Parameters<DuckdbWorld['ended']>[0]) =>
      (await world.actions.readLog(job, { stream: 'stdout' }, 0, 0))?.diskFullAt;

    it('a script stops there, and says what was committed', async () => {
      await world.run('CREATE TABLE t (i INT)');
      // More text than what is left of the block in which its log lies.
      const job = await world.submitScript(
        `INSERT INTO t VALUES (1); SELECT repeat('x', 9) FROM range(90); INSERT INTO t VALUES (3)`,
      );
      const { ending } = (await world.ended(job)).state;
      expect(ending).toMatchObject({ how: 'failed', error: { code: 'resource' } });
      const { error } = ending as { error?: { message: string } };
      expect(error?.message).toMatch(/could not go on: the disk is full.*committed is 2\./);
      expect(await world.rows('FROM t')).toEqual(['[1]']);
      expect(await world.log(job)).toContain('1 row written');
      expect(await fullAt(job)).toEqual(expect.any(Number));
    });

    it('a script is cancelled all the same', async () => {
      await world.run('CREATE TABLE t (i INT)');
      const job = await world.submitScript(`INSERT INTO t VALUES (1); ${scan}`);
      while (!hasTwo()) await world.rows('SELECT 1');
      const verdict = await soon('the truth', world.cancel(job));
      expect(verdict.kind).toBe('cancelled');
      expect(await world.rows('FROM t')).toEqual(['[1]']);
      expect(await world.stores.jobs.ledgerOf(job.id)).toEqual([]);
    });
  },
);
