import { expect, it } from 'vitest';
import type { Job } from '../../src/core/job/job.ts';
import { type Core, type CoreOptions, startCore } from '../support/start-core.ts';

const error = { code: 'runtime', message: 'division by zero' } as const;
const endings: { how: string; options: CoreOptions; play: (core: Core) => Promise<string> }[] = [
  { how: 'succeeded', options: {}, play: (core) => core.submit() },
  { how: 'failed', options: { script: { answer: () => error } }, play: (core) => core.submit() },
  {
    how: 'cancelled',
    options: {},
    play: async (core) => {
      const working = core.stage.hold('work 1');
      const jobId = await core.submit();
      await working.reached();
      await core.cancel(jobId);
      return jobId;
    },
  },
  {
    how: 'lost',
    options: {},
    play: async (core) => {
      core.engine.goOutOfReach();
      return core.submit();
    },
  },
];

for (const { how, options, play } of endings) {
  it(`case 6: a cancel of a job that is ${how} is refused with its true ending, and changes nothing (I1)`, async () => {
    const core = await startCore(options);
    const jobId = await play(core);
    const before = await core.ended(jobId);
    const everything = await readAll(core, before);
    core.clock.advance(1);

    const verdict = await core.cancel(jobId, { requestId: 'request-2' });

    expect(verdict).toEqual({ kind: 'ended_otherwise', job: before });
    expect(before.state).toMatchObject({ ending: { how } });
    expect(await readAll(core, before)).toEqual(everything);
  });
}

async function readAll({ stores, engine }: Core, job: Job) {
  return {
    job: await stores.jobs.find(job.request.projectId, job.id),
    receipt: await stores.jobs.receiptOf(job.id),
    rungs: [...engine.rungs],
  };
}
