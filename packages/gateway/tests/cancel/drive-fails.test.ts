import { describe, expect, it } from 'vitest';
import { isEnded } from '../../src/core/job/job.ts';
import type { Step } from '../../src/core/ports/job-store.ts';
import type { Point } from '../../src/engines/scripted/script.ts';
import { type Core, startCore } from '../support/start-core.ts';
import { tickMs } from '../support/start-gateway-over.ts';

for (const point of ['start asked', 'start made', 'watch asked', 'release asked'] as const) {
  it(`a drive that fails at '${point}' is taken up again, and the job has its one ending (I1)`, async () => {
    const core = await startCore({ script: { at: failsOnce(point) } });
    const jobId = await core.submit();
    const ended = await core.clock.runUntil(core.ended(jobId));
    expect(ended.state).toMatchObject({
      ending: { how: point === 'start asked' ? 'failed' : 'succeeded' },
    });
    expectOneFailure(core, jobId, point);
  });
}

for (const point of ['watch asked', 'rung interrupt', 'release asked'] as const) {
  it(`a cancel is carried out although the drive fails at '${point}', and its receipt tells every rung (I2)`, async () => {
    const core = await startCore({ script: { at: failsOnce(point) } });
    const working = core.stage.hold('work 1');
    const jobId = await core.submit();
    await working.reached();

    const verdict = await core.clock.runUntil(core.cancel(jobId));

    expect(verdict.kind).toBe('cancelled');
    const receipt = await core.stores.jobs.receiptOf(jobId);
    expect(receipt?.rungs.filter(({ answer }) => answer === 'told')).toHaveLength(
      core.engine.rungs.length,
    );
    expect(receipt?.rung).toBe(core.engine.rungs.at(-1)?.rung);
    core.failures.length = 0;
  });
}

it('a store that cannot be read or written for a while does not leave a job without a drive (I1)', async () => {
  let isBroken = false;
  const core = await startCore({
    aroundRunner: (_method, _rest, call) => {
      if (isBroken) throw new Error('the disk is full');
      return call();
    },
  });
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  await core.witness.saw(jobId, 'running');
  isBroken = true;
  working.release();
  for (let turn = 0; turn < 5; turn++) {
    await core.quiet();
    core.clock.advance(tickMs);
  }
  isBroken = false;

  const ended = await core.clock.runUntil(core.ended(jobId));

  expect(ended.state).toMatchObject({ ending: { how: 'succeeded' } });
  expect(core.failures.length).toBeGreaterThan(0);
  core.failures.length = 0;
});

it('a watch that failed leaves no ladder behind that goes on by itself', async () => {
  const core = await startCore({ script: { obeys: 'kill', at: failsOnce('watch asked') } });
  const starting = core.stage.hold('start made');
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await starting.reached();
  const verdict = core.cancel(jobId);
  await core.witness.saw(jobId, 'cancelling');
  starting.release();
  await working.reached();

  expect((await core.clock.runUntil(verdict)).kind).toBe('cancelled');

  const receipt = await core.stores.jobs.receiptOf(jobId);
  const kills = core.engine.rungs.filter(({ rung }) => rung === 'kill');
  expect(kills).toHaveLength(1);
  expect(receipt?.rungs.map(({ rung }) => rung)).toEqual(core.engine.rungs.map(({ rung }) => rung));
  core.failures.length = 0;
});

it('an ending that was written, although its writer heard of a failure, is forgotten by the engine', async () => {
  let hasFailed = false;
  const core = await startCore({
    aroundRunner: async (method, [step], call) => {
      const answer = await call();
      if (method !== 'commit' || hasFailed || !isEnded((step as Step).after)) return answer;
      hasFailed = true;
      throw new Error('the answer is lost');
    },
  });
  const jobId = await core.submit();
  await core.failed(`driving job ${jobId}`);

  await core.clock.runUntil(core.quiet());
  core.clock.advance(tickMs);
  await core.quiet();

  expect((await core.read(jobId)).state).toMatchObject({ ending: { how: 'succeeded' } });
  expect(core.engine.kept).toEqual([]);
  core.failures.length = 0;
});

describe('a drive that fails again and again', () => {
  it('is taken up at longer and longer intervals, and told once', async () => {
    const { core, jobId, broken } = await failing();
    for (const waitMs of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      await core.clock.asleepFor(waitMs);
      core.clock.advance(waitMs);
      await core.quiet();
    }
    expect(core.failures.map(({ cause }) => String(cause))).toEqual([
      'Error: failed at start asked',
      'Error: too many open files',
    ]);
    broken.is = false;
    await core.clock.asleepFor(30_000);
    core.clock.advance(30_000);
    expect((await core.ended(jobId)).state).toMatchObject({ ending: { how: 'failed' } });
    core.failures.length = 0;
  });

  it('obeys a cancel without any wait (I2)', async () => {
    const { core, jobId, broken } = await failing();
    await core.clock.asleepFor(1_000);
    core.clock.advance(1_000);
    await core.quiet();
    await core.clock.asleepFor(2_000);
    broken.is = false;
    expect((await core.cancel(jobId)).kind).toBe('cancelled');
    core.failures.length = 0;
  });

  it('waits for no more than two seconds at a time when it is to be stopped (I2)', async () => {
    const { core, jobId, broken } = await failing();
    const verdict = core.cancel(jobId);
    await core.witness.saw(jobId, 'cancelling');
    await core.quiet();
    for (const waitMs of [1_000, 2_000, 2_000]) {
      await core.clock.asleepFor(waitMs);
      core.clock.advance(waitMs);
      await core.quiet();
    }
    broken.is = false;
    expect((await core.clock.runUntil(verdict)).kind).toBe('cancelled');
    core.failures.length = 0;
  });
});

/** Of a start that failed, while nothing can be known of it. */
async function failing() {
  const broken = { is: true };
  const fails = failsOnce('start asked');
  const core = await startCore({
    script: {
      at: (point) => {
        if (point === 'find asked' && broken.is) throw new Error('too many open files');
        return fails(point);
      },
    },
  });
  const jobId = await core.submit();
  // Others sleep as long as its drive does first.
  await core.quiet();
  return { core, jobId, broken };
}

/** The engine's call fails the first time that a run comes to the point. */
function failsOnce(failing: Point) {
  let hasFailed = false;
  return (point: Point) => {
    if (point !== failing || hasFailed) return undefined;
    hasFailed = true;
    return Promise.reject(new Error(`failed at ${point}`));
  };
}

function expectOneFailure(core: Core, jobId: string, point: Point): void {
  expect(core.failures).toEqual([
    { what: `driving job ${jobId}`, cause: new Error(`failed at ${point}`) },
  ]);
  core.failures.length = 0;
}
