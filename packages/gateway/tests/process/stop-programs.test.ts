import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Possible } from '../../src/engines/process/batch-command.ts';
import type { BatchProcess } from '../../src/engines/process/batch-process.ts';
import { soon } from '../support/soon.ts';
import { allowsNamespaces } from './allows-namespaces.ts';
import { batchProcesses, stillThere } from './batch-processes.ts';
import {
  endPrograms,
  isolationHere,
  runProgram,
  stdoutOf,
  untilReady,
  untilTold,
} from './run-program.ts';

let dataDir: string;
let isolation: Possible;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-batch-'));
  isolation = await isolationHere(dataDir);
});
afterEach(endPrograms);
afterAll(() => rmSync(dataDir, { recursive: true }));

async function ready(...program: string[]): Promise<BatchProcess> {
  const batch = await runProgram(dataDir, isolation, program, { processes: 50 });
  await untilReady(batch);
  return batch;
}

it('has a process namespace in force wherever the machine allows one', () => {
  expect(isolation.kind).toBe(allowsNamespaces() ? 'namespace' : 'tree');
});

it('gives its grace to what is left of a program, also where its first thread has ended', async () => {
  const batch = await ready('leaves-its-first-thread.py', 'child');
  batch.take('terminate');
  const { record } = await soon('the end', batch.ended);
  expect(record.exit).toEqual({ status: 143, signal: 'SIGTERM' });
  expect(stdoutOf(batch)).toBe('ready\nsaved\n');
});

describe('the last rung ends', () => {
  it.each([
    ['double-forks.py', 3],
    ['forgets-its-environment.sh', 3],
    ['ignores-term.sh', 3],
    ['closes-descriptors.py', 2],
    ['stops-itself.sh', 3],
    ['forks-without-end.sh', 3],
    ['computes.mjs', 2],
  ])('%s', async (program, atLeast) => {
    const batch = await ready(program);
    const before = batchProcesses(batch.room);
    expect(before.length).toBeGreaterThanOrEqual(atLeast);
    expect(batch.take('kill')).toBe('told');
    const { record, rungs } = await soon('the end', batch.ended);
    expect(batchProcesses(batch.room)).toEqual([]);
    expect(stillThere(before)).toEqual([]);
    expect(record.exit).toBeNull();
    expect(rungs.map(({ rung }) => rung)).toEqual(['kill']);
    const check = batch.check();
    expect(check.isGone).toBe(true);
    for (const { pid } of before.slice(0, 5)) expect(check.read).toContain(`${pid} (`);
  });
});

describe('the first rung', () => {
  it('lets a program put its things away, and knows that it heard it', async () => {
    const batch = await ready('ends-politely.py');
    batch.take('terminate');
    const { record } = await soon('the end', batch.ended);
    expect(stdoutOf(batch)).toContain('put away');
    expect(record).toMatchObject({
      exit: { status: 0, signal: null },
      wasToldToEnd: true,
      hasCaughtTerm: true,
    });
  });

  it('reaches what has left its session and its parent', async () => {
    const batch = await ready('forgets-its-environment.sh');
    const before = batchProcesses(batch.room);
    batch.take('terminate');
    const { record } = await soon('the end', batch.ended);
    expect(stillThere(before)).toEqual([]);
    expect(record.exit).toEqual({ status: 143, signal: 'SIGTERM' });
  });

  it('does not end one that ignores it: the next does', async () => {
    const batch = await ready('ignores-term.sh');
    batch.take('terminate');
    await untilTold(batch);
    expect(batch.check().isGone).toBe(false);
    batch.take('kill');
    const { record, rungs } = await soon('the end', batch.ended);
    expect(record).toMatchObject({ exit: null, wasToldToEnd: true });
    expect(rungs.map(({ rung }) => rung)).toEqual(['terminate', 'kill']);
  });
});

describe('a program that ends by itself', () => {
  it('takes along what it leaves, which is named, with its own status', async () => {
    const batch = await ready('leaves-a-child.sh');
    const { record } = await soon('the end', batch.ended);
    expect(batchProcesses(batch.room)).toEqual([]);
    expect(record.exit).toEqual({ status: 3, signal: null });
    expect(batch.check().read).toMatch(/ended by SIGKILL: \d+ (sleep|setsid|sh)/);
  });

  it('may end all that it can signal, but not what records its end', async () => {
    const batch = await ready('kills-its-siblings.sh');
    const { record } = await soon('the end', batch.ended);
    expect(batchProcesses(batch.room)).toEqual([]);
    expect(record.exit).toEqual({ status: 137, signal: 'SIGKILL' });
  });

  it('is told by its name when it does not run at all', async () => {
    const batch = await runProgram(dataDir, isolation, ['computes.mjs'], { memoryBytes: 4096 });
    const { record } = await soon('the end', batch.ended);
    expect(record.exit?.status).toBeGreaterThan(0);
  });
});

it('keeps a program from the data directory, the gateway, and any right over its namespace', async () => {
  const secret = join(dataDir, 'secret');
  writeFileSync(secret, 'secret');
  const batch = await ready('looks-around.sh', secret, String(process.pid));
  await soon('the end', batch.ended);
  expect(stdoutOf(batch)).toBe('HOME OLDPWD PATH PWD SLUICE_JOB_ID \nready\n');
});
