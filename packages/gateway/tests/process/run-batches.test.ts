import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeIsolation } from '../../src/engines/process/isolation.ts';
import { soon } from '../support/soon.ts';
import { batchProcesses, stillThere } from './batch-processes.ts';
import { type BatchWorld, projectId, startBatches } from './start-batches.ts';

let world: BatchWorld;
beforeAll(async () => {
  world = await startBatches();
});
afterAll(() => world.close());

describe('a batch that ends by itself', () => {
  it('has its arguments, its files and an environment of its own, and leaves its log', async () => {
    await world.put('more.txt', 'more');
    const job = await world.submit('says-what-it-got.py', {
      args: ['a b', '$HOME'],
      files: ['obs://programs/more.txt'],
    });
    const { state } = await world.ended(job);
    expect(state.ending.how).toBe('succeeded');
    const names = ['HOME', 'LANG', 'OLDPWD', 'PATH', 'PWD', 'PYTHONUNBUFFERED'];
    const own = ['SLUICE_ATTEMPT', 'SLUICE_JOB_ID', 'SLUICE_TOKEN', 'SLUICE_URL', 'TMPDIR'];
    expect((await world.log(job)).split('\n')).toEqual([
      list(['./says-what-it-got.py', 'a b', '$HOME']),
      list(['.tmp', 'more.txt', 'says-what-it-got.py']),
      list([...names, ...own]),
      'True',
      '',
    ]);
    expect(existsSync(world.placeOf(job).workDir)).toBe(false);
    expect(await world.stores.jobs.ledgerOf(job.id)).toEqual([]);
  });

  it('has failed with its status, and takes along what it leaves', async () => {
    const job = await world.submit('leaves-a-child.sh');
    const { state } = await world.ended(job);
    expect(state.ending).toMatchObject({
      how: 'failed',
      error: { code: 'program', exitStatus: 3 },
    });
    expect(batchProcesses(world.placeOf(job).room(0))).toEqual([]);
  });

  it('begins again as often as it may, and keeps the log of each try', async () => {
    const job = await world.submit('fails-twice.sh', { retries: 5 });
    expect((await world.ended(job)).state.ending.how).toBe('succeeded');
    expect(world.placeOf(job).attempts).toBe(3);
    expect(await world.log(job, 'stdout', 0, 0)).toBe('try 1\n');
    expect(await world.log(job)).toBe('try 3\n');
  });

  it.each([1, 2])('begins try %i also where that fails at first', async (nth) => {
    let asked = 0;
    const onRules = () => {
      asked += 1;
      if (asked === nth || asked === nth + 1) throw new Error('EMFILE: too many open files');
    };
    const failing = await startBatches({ onRules });
    try {
      const job = await failing.submit('fails-twice.sh', { retries: 2 });
      expect((await failing.ended(job)).state.ending.how).toBe('succeeded');
      expect(failing.placeOf(job).attempts).toBe(3);
      expect(asked).toBe(5);
    } finally {
      await failing.close();
    }
  });

  it('is cancelled while a further try cannot be begun', async () => {
    let asked = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const onRules = () => {
      asked += 1;
      if (asked === 3) resolve();
      if (asked > 1) throw new Error('EMFILE: too many open files');
    };
    const failing = await startBatches({ onRules });
    try {
      const job = await failing.submit('fails-twice.sh', { retries: 2 });
      await soon('it was tried again', promise);
      expect((await failing.cancel(job)).kind).toBe('cancelled');
    } finally {
      await failing.close();
    }
  });

  it('begins no further try once it is cancelled', async () => {
    let asked = 0;
    const preparing = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const onRules = () => {
      asked += 1;
      if (asked !== 2) return;
      preparing.resolve();
      return goOn.promise;
    };
    const slow = await startBatches({ onRules });
    try {
      const { engine } = slow;
      const cancel = engine.cancel.bind(engine);
      engine.cancel = async (...rung) => {
        const answer = await cancel(...rung);
        goOn.resolve();
        return answer;
      };
      const job = await slow.submit('fails-twice.sh', { retries: 2 });
      await soon('the next try is prepared', preparing.promise);
      expect((await slow.cancel(job)).kind).toBe('cancelled');
      expect(await slow.log(job, 'stdout', 0, 0)).toBe('try 1\n');
      expect(await slow.log(job, 'stdout', 0, 1)).toBe('');
      expect(existsSync(slow.placeOf(job).room(1).noteFile)).toBe(false);
    } finally {
      await slow.close();
    }
  });

  it('has in each try the files of the first, and none of them is left', async () => {
    await world.put('data.txt', 'as it was\n');
    const files = ['obs://programs/data.txt'];
    const job = await world.submit('fails-until-third.sh', { retries: 2, files });
    const place = world.placeOf(job);
    await world.ready(job);
    await world.put('data.txt', 'another\n');
    await world.buckets.delete(projectId, { bucket: 'programs', key: 'fails-until-third.sh' });
    for (const attempt of [0, 1, 2]) {
      await world.ready(job, attempt);
      // What a program makes of its files is its own.
      writeFileSync(join(place.workDir, 'fails-until-third.sh'), '# changed', { flag: 'a' });
      writeFileSync(join(place.workDir, 'go'), '');
    }
    expect((await world.ended(job)).state.ending.how).toBe('succeeded');
    for (const attempt of [0, 1, 2])
      expect(await world.log(job, 'stdout', 0, attempt)).toBe('ready\nas it was\n');
    expect(readdirSync(place.path).sort()).toEqual(['0', '1', '2']);
    expect(await world.stores.jobs.ledgerOf(job.id)).toEqual([]);
  });
});

describe('what a program writes', () => {
  it('is nothing where it ends before anybody sees it, and its status is kept', async () => {
    const job = await world.submit('exits-at-once.sh');
    const { state } = await world.ended(job);
    expect(state.ending).toMatchObject({ how: 'failed', error: { exitStatus: 7 } });
    expect(await world.log(job)).toBe('');
    expect(await world.log(job, 'stderr', 100)).toBe('');
  });

  it('is kept whole, also a line of 100 MB, and read in pieces', async () => {
    const length = 100_000_000;
    const job = await world.submit('writes-one-line.py', { args: [String(length)] });
    expect((await world.ended(job)).state.ending.how).toBe('succeeded');
    const size = length + '\nlast\n'.length;
    for (const from of [0, 49_999_999, size - 8]) {
      const piece = await world.actions.readLog(job, { stream: 'stdout' }, from, 1_000);
      expect(piece).toMatchObject({ from, size });
      expect(piece?.bytes.length).toBe(Math.min(1_000, size - from));
    }
    expect(await world.log(job, 'stdout', size - 8)).toBe('xx\nlast\n');
    for (const past of [size, size + 1, Number.MAX_SAFE_INTEGER]) {
      expect(await world.log(job, 'stdout', past)).toBe('');
    }
  });

  it('keeps every byte of what is no text', async () => {
    const job = await world.submit('writes-binary.py');
    await world.ended(job);
    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const written = Buffer.concat([every, every, every, every, Buffer.from([255, 254, 0, 10])]);
    for (const stream of ['stdout', 'stderr'] as const) {
      const piece = await world.actions.readLog(job, { stream }, 0, 10_000);
      expect(Buffer.compare(Buffer.from(piece?.bytes ?? []), written)).toBe(0);
    }
  });
});

describe('a cancel', () => {
  it('takes away what no path leads to, and what was left where everybody may write (I3)', async () => {
    const job = await world.submit('digs-deep.py', { graceMs: 0 });
    await world.ready(job);
    expect((await soon('the truth', world.cancel(job))).kind).toBe('cancelled');
    expect(existsSync(world.placeOf(job).workDir)).toBe(false);
    const isApart = (await probeIsolation(world.dataDir)).kind === 'namespace';
    expect(existsSync('/tmp/left-behind')).toBe(!isApart);
    rmSync('/tmp/left-behind', { force: true });
  });

  it('is true: all that the batch had started is gone, and the receipt names it (I3)', async () => {
    const job = await world.submit('double-forks.py', { retries: 5 });
    await world.ready(job);
    const before = batchProcesses(world.placeOf(job).room(0));
    const answer = await soon('the truth', world.cancel(job));
    expect(stillThere(before)).toEqual([]);
    expect(answer.kind).toBe('cancelled');
    expect(world.placeOf(job).attempts).toBe(1);
    const receipt = await world.receipt(job);
    expect(receipt).toMatchObject({ ending: 'cancelled', rung: 'terminate' });
    expect(receipt?.checks[0]?.read).toContain('(python3) ended after SIGTERM');
    expect(existsSync(world.placeOf(job).workDir)).toBe(false);
  });

  it('kills what does not hear the first rung within its own grace', async () => {
    const job = await world.submit('ignores-term.sh', { graceMs: 1 });
    await world.ready(job);
    const before = batchProcesses(world.placeOf(job).room(0));
    await soon('the truth', world.cancel(job));
    expect(stillThere(before)).toEqual([]);
    expect(await world.receipt(job)).toMatchObject({ ending: 'cancelled', rung: 'kill' });
  });

  it('gives a grace of its own, in place of that of the submit', async () => {
    const job = await world.submit('ignores-term.sh', { graceMs: 600_000 });
    await world.ready(job);
    await soon('the truth', world.cancel(job, 1));
    expect(await world.receipt(job)).toMatchObject({ rung: 'kill', intent: { graceMs: 1 } });
  });

  it('lets a program put its things away', async () => {
    const job = await world.submit('ends-politely.py');
    await world.ready(job);
    const answer = await soon('the truth', world.cancel(job));
    expect(answer.kind).toBe('cancelled');
    expect(await world.log(job)).toBe('ready\nput away\n');
  });

  it('comes too late for one that has ended', async () => {
    const job = await world.submit('leaves-a-child.sh');
    await world.ended(job);
    expect((await world.cancel(job)).kind).toBe('ended_otherwise');
  });

  it('of many at any moment leaves nothing behind (I3)', async () => {
    const jobs = await Promise.all(
      Array.from({ length: 16 }, (_, i) =>
        world.submit(i % 2 === 0 ? 'double-forks.py' : 'forgets-its-environment.sh'),
      ),
    );
    const answers = await Promise.all(
      jobs.map(async (job, i) => {
        // Some are cancelled while they wait, some while they start, some while they run.
        if (i % 4 === 0) await world.ready(job);
        return world.cancel(job);
      }),
    );
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['cancelled']));
    for (const job of jobs) {
      const place = world.placeOf(job);
      // One that was cancelled in time never had processes.
      const room = place.room(0);
      expect(existsSync(room.noteFile) ? batchProcesses(room) : []).toEqual([]);
      expect(existsSync(place.workDir)).toBe(false);
    }
  });
});

describe('a submit is refused', () => {
  it.each([
    ['obs://programs/nowhere.py', /no file obs:\/\/programs\/nowhere.py/],
    [
      'obs://programs/app.jar',
      /queue default has the engine duckdb, which runs no \.jar files\. Submit a \.py/,
    ],
    ['nowhere.py', /obs:\/\/bucket\/key/],
    ['obs://programs/../x.py', /'\.\.'/],
  ])('%s', async (file, message) => {
    const order = { projectId, owner: 'test', file, args: [], files: [], name: null, sent: null };
    const answer = await world.actions.submitBatch(order);
    expect(answer).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(answer)).toMatch(message);
  });
});

/** As Python prints it. */
function list(all: readonly string[]): string {
  return `[${all.map((each) => `'${each}'`).join(', ')}]`;
}

it('gives back the older part of a log that grows over its limit, and keeps its offsets', async () => {
  const small = await startBatches({ logBytes: 64 * 1024 });
  try {
    const lines = 8_192;
    const job = await small.submit('writes-much.sh', { args: [String(lines)] });
    const log = small.placeOf(job).room(0).logFile('stdout');
    const size = lines * 64 + 'ready\n'.length;
    const isTrimmed = () => {
      const { blocks } = statSync(log);
      return blocks * 512 <= 128 * 1024;
    };
    const deadline = Date.now() + 30_000;
    while (!existsSync(log) || statSync(log).size < size || !isTrimmed()) {
      if (Date.now() > deadline) throw new Error(`${statSync(log).blocks} blocks are kept`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const piece = await small.actions.readLog(job, { stream: 'stdout' }, 0, 64);
    expect(piece).toMatchObject({ size, attempts: 1 });
    const from = piece?.from ?? 0;
    expect(from).toBeGreaterThan(0);
    const last = await small.log(job, 'stdout', size - 70);
    expect(last).toBe(`${String(lines - 1).padStart(63, '0')}\nready\n`);
    expect(await small.log(job, 'stdout', size + 1)).toBe('');
    await small.cancel(job);
  } finally {
    await small.close();
  }
});

it('keeps no more of a log than its limit, also of a batch that ends before anybody looks', async () => {
  const small = await startBatches({ logBytes: 4_000_000 });
  try {
    const job = await small.submit('writes-one-line.py', { args: ['60000000'] });
    await small.ended(job);
    const piece = await small.actions.readLog(job, { stream: 'stdout' }, 0, 64);
    expect(piece?.size).toBeGreaterThan(50_000_000);
    expect((piece?.size ?? 0) - (piece?.from ?? 0)).toBeLessThanOrEqual(4_000_000);
  } finally {
    await small.close();
  }
});

it('is followed from one try to the next, each from its beginning', async () => {
  const job = await world.submit('waits-for-go.sh', { retries: 5 });
  const { signal } = new AbortController();
  let text = '';
  for await (const piece of world.actions.followLog(
    job,
    { stream: 'stdout' },
    { from: 0 },
    signal,
  )) {
    text += Buffer.from(piece.bytes).toString();
    if (text.endsWith('first\n')) writeFileSync(join(world.placeOf(job).workDir, 'go'), '');
  }
  const tries = [0, 1, 2].map((attempt) => `try ${attempt} first\ntry ${attempt} last\n`);
  expect(text).toBe(tries.join(''));
  expect((await world.ended(job)).state.ending).toMatchObject({ how: 'succeeded' });
});

const unprotected = {
  isolation: { kind: 'tree', why: 'a test says so', adopts: true },
  isAlone: () => Promise.resolve(false),
} as const;

it('runs nothing where a program could read what belongs to others', async () => {
  const open = await startBatches(unprotected);
  try {
    const { state } = await open.ended(await open.submit('leaves-a-child.sh'));
    expect(state.ending).toMatchObject({ how: 'failed', error: { code: 'forbidden' } });
  } finally {
    await open.close();
  }
});

it('runs there what an admin allowed on the queue', async () => {
  const open = await startBatches({ ...unprotected, rules: { allowsUnprotected: true } });
  try {
    const { state } = await open.ended(await open.submit('leaves-a-child.sh'));
    expect(state.ending).toMatchObject({ error: { code: 'program', exitStatus: 3 } });
  } finally {
    await open.close();
  }
});

it('keeps the logs of a batch for their time, and of a living one always', async () => {
  const [ended, living] = [
    await world.submit('leaves-a-child.sh'),
    await world.submit('ends-politely.py'),
  ];
  await world.ended(ended);
  await world.ready(living);
  const { remains } = world.engine;
  await remains.trimLogs(projectId, 0);
  expect(await world.log(ended)).toBe('ready\n');
  await remains.trimLogs(projectId, Date.now() + 1_000);
  expect(existsSync(world.placeOf(ended).path)).toBe(false);
  expect(await world.log(living)).toBe('ready\n');
  await world.cancel(living);
});

it('leaves the room of an ended batch with its log alone', async () => {
  const job = await world.submit('leaves-a-child.sh');
  await world.ended(job);
  expect(readdirSync(world.placeOf(job).path)).toEqual(['0']);
});
