import { expect, it } from 'vitest';
import { startCore } from '../support/start-core.ts';

const order = { projectId: 'project-1', owner: 'maria', sql: 'SELECT 1', key: 'nightly' };

it('a submit repeated with the same key yields the same job, also 20 at once, and it runs once (I12)', async () => {
  const core = await startCore();
  const { submitJob } = core.actions;

  const answers = await Promise.all(Array.from({ length: 20 }, () => submitJob(order)));
  const [first] = answers;
  if (first?.kind !== 'accepted') throw new Error(`the submit was ${first?.kind}`);
  const { job } = first;
  await core.ended(job.id);
  const later = await submitJob(order);

  expect(
    new Set(answers.map((answer) => (answer.kind === 'accepted' ? answer.job.id : answer.kind))),
  ).toEqual(new Set([job.id]));
  expect(answers.filter((answer) => answer.kind === 'accepted' && answer.isNew)).toHaveLength(1);
  expect(later).toMatchObject({
    kind: 'accepted',
    isNew: false,
    job: { id: job.id, state: { ending: { how: 'succeeded' } } },
  });
  expect(core.engine.born).toEqual([job.id]);
});

it('the same key for another statement is refused, and makes no job (I12)', async () => {
  const core = await startCore();
  const jobId = await core.submit(order);
  const answer = await core.actions.submitJob({ ...order, sql: 'SELECT 2' });
  expect(answer).toMatchObject({ kind: 'key_taken', job: { id: jobId } });
  await core.ended(jobId);
  expect(core.engine.born).toEqual([jobId]);
});

it('a key belongs to its project (I10, I12)', async () => {
  const core = await startCore();
  const mine = await core.submit(order);
  const theirs = await core.submit({ ...order, projectId: 'project-2', owner: 'ana' });
  expect(theirs).not.toBe(mine);
  await core.ended(mine);
  await core.ended(theirs, 'project-2');
});
