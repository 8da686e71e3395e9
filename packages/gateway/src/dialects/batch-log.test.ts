import { expect, it } from 'vitest';
import type { Job } from '../core/job/job.ts';
import type { LogName, LogPiece } from '../core/ports/batch-engine.ts';
import { batchLog } from './batch-log.ts';

/** A log whose pieces are as short as they can be. */
function written(stdout: string, stderr: string, keptFrom = 0) {
  const readLog = (_job: Job, { stream }: LogName, asked: number): Promise<LogPiece> => {
    const log = Buffer.from(stream === 'stdout' ? stdout : stderr);
    const from = Math.max(asked, stream === 'stdout' ? keptFrom : 0);
    return Promise.resolve({
      bytes: log.subarray(from, from + 5),
      from,
      size: log.length,
      attempts: 1,
    });
  };
  return { readLog };
}

const job = {} as Job;
const stdout = '水 1\r\n\ntwo\nthree';
const all = ['stdout: ', '水 1', '', 'two', 'three', 'stderr: ', 'oh'];

it('has stdout and then stderr, each under its name', async () => {
  const log = await batchLog(written(stdout, 'oh\n'), job, { from: 0, size: 100 });
  expect(log).toEqual({ from: 0, total: 7, lines: all });
});

it('is read by pages, from the end where nothing else is said', async () => {
  const actions = written(stdout, 'oh\n');
  expect(await batchLog(actions, job, { from: 2, size: 2 })).toEqual({
    from: 2,
    total: 7,
    lines: ['', 'two'],
  });
  expect(await batchLog(actions, job, { from: null, size: 3 })).toEqual({
    from: 4,
    total: 7,
    lines: all.slice(4),
  });
  expect(await batchLog(actions, job, { from: 50, size: 3 })).toEqual({
    from: 50,
    total: 7,
    lines: [],
  });
});

it('says what it does not have: the end of a very long line, and what is not kept', async () => {
  const { lines } = await batchLog(written('x'.repeat(20_000), 'oh'), job, { from: 1, size: 1 });
  expect(lines[0]).toMatch(/^x{16384}… \(3616 characters more\)$/);
  const kept = await batchLog(written('gone\nhere\n', '', 5), job, { from: 0, size: 10 });
  expect(kept.lines).toEqual([
    'stdout: ',
    '(5 bytes before this are not kept any more)',
    'here',
    'stderr: ',
  ]);
});
