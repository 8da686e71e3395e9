import { expect, it } from 'vitest';
import type { Job } from '../core/job/job.ts';
import type { LogName, LogPiece } from '../core/ports/batch-engine.ts';
import { BatchLogs } from './batch-logs.ts';

/** A log whose pieces are as short as they can be. */
function written(stdout: string, stderr: string, keptFrom = 0, diskFullAt: number | null = null) {
  const readLog = (_job: Job, { stream }: LogName, asked: number): Promise<LogPiece> => {
    const log = Buffer.from(stream === 'stdout' ? stdout : stderr);
    const from = Math.max(asked, stream === 'stdout' ? keptFrom : 0);
    return Promise.resolve({
      attempt: 0,
      bytes: log.subarray(from, from + 5),
      from,
      size: log.length,
      attempts: 1,
      diskFullAt,
    });
  };
  return { readLog };
}

const job = {} as Job;
const stdout = '水 1\r\n\ntwo\nthree';
const all = ['stdout: ', '水 1', '', 'two', 'three', 'stderr: ', 'oh'];

it('has stdout and then stderr, each under its name', async () => {
  const log = await new BatchLogs(written(stdout, 'oh\n')).page(job, { from: 0, size: 100 });
  expect(log).toEqual({ from: 0, total: 7, lines: all });
});

it('is read by pages, from the end where nothing else is said', async () => {
  const logs = new BatchLogs(written(stdout, 'oh\n'));
  expect(await logs.page(job, { from: 2, size: 2 })).toEqual({
    from: 2,
    total: 7,
    lines: ['', 'two'],
  });
  expect(await logs.page(job, { from: null, size: 3 })).toEqual({
    from: 4,
    total: 7,
    lines: all.slice(4),
  });
  expect(await logs.page(job, { from: 50, size: 3 })).toEqual({
    from: 50,
    total: 7,
    lines: [],
  });
});

it('says what it does not have: the end of a very long line, and what is not kept', async () => {
  const { lines } = await new BatchLogs(written('x'.repeat(20_000), 'oh')).page(job, {
    from: 1,
    size: 1,
  });
  expect(lines[0]).toMatch(/^x{16384}… \(3616 characters more\)$/);
  const kept = await new BatchLogs(written('gone\nhere\n', '', 5)).page(job, { from: 0, size: 10 });
  expect(kept.lines).toEqual([
    'stdout: ',
    '(5 bytes before this are not kept any more)',
    'here',
    'stderr: ',
  ]);
});

it('says that what was written to a full disk is missing', async () => {
  const full = Date.UTC(2024, 0, 2);
  const { lines } = await new BatchLogs(written('one\n', '', 0, full)).page(job, {
    from: 0,
    size: 10,
  });
  const incomplete = '(log incomplete: disk full, first seen 2024-01-02T00:00:00.000Z)';
  expect(lines).toEqual(['stdout: ', incomplete, 'one', 'stderr: ', incomplete]);
});

it('reads what it has counted no second time, also while the log grows', async () => {
  let text = 'line\n'.repeat(1_000_000);
  let [kept, taken] = [0, 0];
  const readLog = (_job: Job, { stream }: LogName, asked: number, most: number) => {
    const log = stream === 'stdout' ? Buffer.from(text) : Buffer.alloc(0);
    const from = Math.max(asked, stream === 'stdout' ? kept : 0);
    const bytes = log.subarray(from, from + most);
    taken += bytes.length;
    const piece = { attempt: 0, bytes, from, size: log.length, attempts: 1, diskFullAt: null };
    return Promise.resolve(piece);
  };
  const logs = new BatchLogs({ readLog });
  expect((await logs.page(job, { from: 0, size: 1 })).total).toBe(1_000_002);
  taken = 0;
  text += 'more\nand';
  const last = await logs.page(job, { from: null, size: 3 });
  expect(last).toEqual({ from: 1_000_001, total: 1_000_004, lines: ['more', 'and', 'stderr: '] });
  const far = await logs.page(job, { from: 500_001, size: 2 });
  expect(far.lines).toEqual(['line', 'line']);
  expect(taken).toBeLessThan(6 * 1024 * 1024);
  kept = 4_000_000;
  const [, lost] = (await logs.page(job, { from: 0, size: 2 })).lines;
  expect(lost).toBe('(4000000 bytes before this are not kept any more)');
  text = 'cut\n';
  kept = 0;
  const cut = await logs.page(job, { from: 0, size: 9 });
  expect(cut.lines).toEqual(['stdout: ', 'cut', 'stderr: ']);
});
