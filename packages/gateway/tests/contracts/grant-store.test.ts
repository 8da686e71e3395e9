import { defaultProgramRules } from '../../src/core/job/program-rules.ts';
import { noNotes } from '../../src/core/ports/queue-notes.ts';
import { evict } from '../../src/core/job/kill-policy.ts';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../src/core/access/principal.ts';
import { noStanding } from '../../src/core/access/standing.ts';
import type { GrantChange } from '../../src/core/ports/grant-store.ts';
import { openFreshState, type FreshState } from './fresh-state.ts';
import { createQueue } from './sample-job.ts';
import { storeDrivers, type StoreDriver } from './store-drivers.ts';

async function openWithUsers(driver: StoreDriver) {
  const state = await openFreshState(driver);
  await enrol(state, 'p1', 'maria', 'admin');
  await enrol(state, 'p1', 'vera', 'viewer');
  await enrol(state, 'p2', 'vera', 'viewer');
  const queue = await createQueue(state.stores);
  const change: GrantChange = {
    projectId: 'p1',
    queueId: queue.id,
    userId: 'id-of-vera',
    action: 'grant',
    privileges: ['SUBMIT_JOB', 'CANCEL_JOB'],
    by: 'maria',
  };
  return { state, grants: state.stores.grants, queue, change };
}

const vera = { projectId: 'p1', userId: 'id-of-vera', userName: 'vera' };

describe.each(storeDrivers)('a grant store on $name', (driver) => {
  it('keeps what was granted, and to whom', async () => {
    const { state, grants, queue, change } = await openWithUsers(driver);
    await using _ = state;
    expect(await grants.standingOf(vera)).toEqual(noStanding);
    await grants.change(change);
    const reopened = await state.reopen();
    const standing = await reopened.grants.standingOf(vera);
    expect([...standing.granted]).toEqual([[queue.id, new Set(['CANCEL_JOB', 'SUBMIT_JOB'])]]);
    const maria = { projectId: 'p1', userId: 'id-of-maria', userName: 'maria' };
    expect(await reopened.grants.standingOf(maria)).toEqual(noStanding);
    expect(await reopened.grants.standingOf({ ...vera, projectId: 'p2' })).toEqual(noStanding);
  });

  it('grants and revokes once, however often it is asked', async () => {
    const { state, grants, change } = await openWithUsers(driver);
    await using _ = state;
    await grants.change(change);
    const granted = await state.rows();
    await grants.change({ ...change, by: 'eve' });
    expect(await state.rows()).toEqual(granted);
    const revoke = { ...change, action: 'revoke', privileges: ['CANCEL_JOB', 'RESTART'] } as const;
    await grants.change(revoke);
    await grants.change(revoke);
    const [only] = (await grants.standingOf(vera)).granted.values();
    expect(only).toEqual(new Set(['SUBMIT_JOB']));
    await grants.change({ ...change, action: 'replace', privileges: ['RESTART'] });
    const [other] = (await grants.standingOf(vera)).granted.values();
    expect(other).toEqual(new Set(['RESTART']));
    await grants.change({ ...change, action: 'replace', privileges: [] });
    expect(await grants.standingOf(vera)).toEqual(noStanding);
  });

  it('knows who made a queue of the project', async () => {
    const { state, grants } = await openWithUsers(driver);
    await using _ = state;
    const common = {
      engine: 'scripted',
      slots: 1,
      sessionPlaces: 500,
      killPolicy: evict,
      programRules: defaultProgramRules,
      notes: noNotes,
      defaultDatabase: 'default',
      createdAt: 1,
    };
    const limits = { queuedTimeoutMs: null, runTimeoutMs: null };
    const made = { ...common, ...limits, createdBy: 'vera' };
    await state.stores.queues.create({ ...made, id: 'hers', name: 'hers', projectId: 'p1' });
    // A shared queue is nobody's, whoever made it.
    await state.stores.queues.create({ ...made, id: 'all', name: 'everybodys', projectId: null });
    expect((await grants.standingOf(vera)).owned).toEqual(new Set(['hers']));
    expect((await grants.standingOf({ ...vera, projectId: 'p2' })).owned).toEqual(new Set());
  });

  it('finds the users of a project', async () => {
    const { state, grants } = await openWithUsers(driver);
    await using _ = state;
    const expected = [
      { userId: 'id-of-maria', userName: 'maria', role: 'admin' },
      { userId: 'id-of-vera', userName: 'vera', role: 'viewer' },
    ];
    expect(await grants.members('p1')).toEqual(expected);
    expect(await grants.findMember('p1', 'vera')).toEqual(expected[1]);
    expect(await grants.findMember('p2', 'maria')).toBeNull();
  });
});

async function enrol({ stores }: FreshState, projectId: string, userName: string, role: Role) {
  const key = `${userName}-${projectId}`;
  await stores.identities.enrol({
    principal: {
      userId: `id-of-${userName}`,
      userName,
      domainId: 'd1',
      domainName: 'sluice',
      projectId,
      projectName: projectId,
      role,
    },
    passwordHash: '-',
    accessKey: key,
    sealedSecret: '-',
    apiKeyHash: key,
  });
}
