import { describe, expect, it } from 'vitest';
import type { Member } from '../../src/core/ports/identity-store.ts';
import type { User } from '../../src/core/ports/member-store.ts';
import type { Stores } from '../../src/stores/stores.ts';
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
  const accessKey = 'project-a';
  const queue = await createQueue(stores);
  const job = await submitJob(stores, queue, { owner, accessKey });
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
  const stranger = await submitJob(stores, queue, { owner: 'nobody', accessKey });
  await claimNext(stores.jobs, 1, submittedAt, () => []);
  expect(await tokens.principalOf(tokens.tokenOf(stranger))).toBeNull();

  // A batch that is told to end may still tell what it has done.
  const cancelling = await commitMove(stores.jobs, claimed, cancelWanted);
  expect(await tokens.principalOf(token)).not.toBeNull();
  await commitMove(stores.jobs, cancelling, endSucceeded);
  expect(await tokens.principalOf(token)).toBeNull();
});

describe.each(storeDrivers)('a token of a job on $name, as its owner changes', (driver) => {
  it('has the role that he has by then', async () => {
    await using world = await running();
    await world.members.setRole(world.alice, 'viewer');
    expect(await world.principal()).toMatchObject({ role: 'viewer' });
  });

  it('ends when he gets new keys', async () => {
    await using world = await running();
    await world.members.replaceCredential(world.alice, world.again, null);
    expect(await world.principal()).toBeNull();
  });

  it('ends when he is removed, also for one who has his name after him', async () => {
    await using world = await running();
    await world.members.removeUser(world.alice);
    expect(await world.principal()).toBeNull();
    expect(await world.members.addUser(world.again)).toBe('added');
    expect(await world.principal()).toBeNull();
  });

  async function running() {
    const state = await openFreshState(driver);
    const { stores } = state;
    const alice = await enrolTwo(stores);
    const job = await submitJob(stores, await createQueue(stores), { accessKey: alice.accessKey });
    await claimNext(stores.jobs, 1, submittedAt, () => []);
    const tokens = new JobTokens(Buffer.alloc(32, 1), stores.jobs, stores.identities);
    const token = tokens.tokenOf(job);
    expect(await tokens.principalOf(token)).toMatchObject({ userName: 'alice', role: 'admin' });
    const { accessKey: _, ...principal } = alice;
    const again: Member = {
      principal: { ...principal, userId: 'user-9' },
      passwordHash: '',
      accessKey: 'AK-again',
      sealedSecret: '',
      apiKeyHash: 'again',
    };
    return {
      alice,
      again,
      members: stores.members,
      principal: () => tokens.principalOf(token),
      [Symbol.asyncDispose]: () => state[Symbol.asyncDispose](),
    };
  }
});

/** Alice, and another admin, so that she can be removed. */
async function enrolTwo(stores: Stores): Promise<User> {
  await enrolProject(stores, 'project-a');
  const [alice] = await stores.members.listUsers();
  if (!alice) throw new Error('nobody was enrolled');
  const { accessKey: _, ...principal } = alice;
  await stores.members.addUser({
    principal: { ...principal, userId: 'user-2', userName: 'bob' },
    passwordHash: '',
    accessKey: 'AK-bob',
    sealedSecret: '',
    apiKeyHash: 'bob',
  });
  return alice;
}
