import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { openFreshState } from './fresh-state.ts';
import { queuedJob } from './sample-job.ts';
import { storeDrivers } from './store-drivers.ts';

const script = fileURLToPath(new URL('submit-until-refused.ts', import.meta.url));

it('on a full disk, SQLite stores keep all that was answered and nothing that was refused', async () => {
  const driver = storeDrivers.find(({ name }) => name === 'sqlite');
  if (!driver) throw new Error('no driver is named sqlite');
  await using state = await openFreshState(driver);
  await state.stores.close();

  // The limit makes the writes of a commit fail as a full disk does. It counts in kibibytes.
  const limited = `trap '' XFSZ; ulimit -f 3000; exec "$0" "$@"`;
  const child = ['-c', limited, process.execPath, script, driver.name, state.place];
  const { stdout } = await promisify(execFile)('bash', child);
  const { answered, refused, reasons } = JSON.parse(stdout) as Record<string, string[]>;
  expect(reasons).toEqual(['StateUnwritableError: the state cannot be written: disk I/O error']);

  const { jobs, queues } = await state.reopen();
  const kept = (await state.rows())['jobs']?.map(({ id }) => id);
  expect(new Set(kept)).toEqual(new Set(answered));
  expect(answered?.length).toBeGreaterThan(0);
  expect(refused?.length).toBeGreaterThanOrEqual(100);

  // With room again, it goes on.
  const queue = await queues.find('project-a', 'default');
  if (!queue) throw new Error('the queue is gone');
  expect(await jobs.submit(queuedJob(queue))).toMatchObject({ kind: 'created' });
});
