import { expect, it } from 'vitest';
import { JobTokens } from '../../src/http/authentication/job-tokens.ts';
import { openFreshState } from '../contracts/fresh-state.ts';
import {
  cancelWanted,
  claimNext,
  commitMove,
  createQueue,
  enrolProject,
  endSucceeded,
  submitJob,
  submittedAt,
} from '../contracts/sample-job.ts';
import { storeDrivers } from '../contracts/store-drivers.ts';

it.each(storeDrivers)('a token of a job on $name is good while the job is live', async (driver) => {
  await using state = await openFreshState(driver);
  const { stores } = state;
  await enrolProject(stores, 'project-a');
  const owner = 'alice';
  const queue = await createQueue(stores);
  const job = await submitJob(stores, queue, { owner });
  const tokens = new JobTokens(Buffer.alloc(32, 1), stores.jobs, stores.identities);
  const token = tokens.tokenOf(job);

  expect(await tokens.principalOf(token)).toBeNull();
  const claimed = await claimNext(stores.jobs, 1, submittedAt, () => []);
  if (!claimed) throw new Error('nothing was claimed');
  const principal = await tokens.principalOf(token);
  expect(principal).toMatchObject({ projectId: 'project-a', userName: owner });

  const other = new JobTokens(Buffer.alloc(32, 2), stores.jobs, stores.identities);
  expect(await other.principalOf(token)).toBeNull();
  expect(await tokens.principalOf(token.replace('project-a', 'project-b'))).toBeNull();
  expect(await tokens.principalOf(token.slice(0, -1))).toBeNull();
  const stranger = await submitJob(stores, queue, { owner: 'nobody' });
  await claimNext(stores.jobs, 1, submittedAt, () => []);
  expect(await tokens.principalOf(tokens.tokenOf(stranger))).toBeNull();

  // A batch that is told to end may still tell what it has done.
  const cancelling = await commitMove(stores.jobs, claimed, cancelWanted);
  expect(await tokens.principalOf(token)).not.toBeNull();
  await commitMove(stores.jobs, cancelling, endSucceeded);
  expect(await tokens.principalOf(token)).toBeNull();
});
