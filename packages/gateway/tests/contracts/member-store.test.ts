import { describe, expect, it } from 'vitest';
import type { Member } from '../../src/core/ports/identity-store.ts';
import { openFreshState } from './fresh-state.ts';
import { createQueue } from './sample-job.ts';
import { storeDrivers, type StoreDriver } from './store-drivers.ts';

const principal = {
  userId: 'u1',
  userName: 'vera',
  domainId: 'd1',
  domainName: 'sluice',
  projectId: 'p1',
  projectName: 'main',
  role: 'viewer',
} as const;

function memberOf(key: string, more: Partial<Member['principal']> = {}): Member {
  return {
    principal: { ...principal, ...more },
    passwordHash: `hash of ${key}`,
    accessKey: key,
    sealedSecret: `sealed ${key}`,
    apiKeyHash: `api ${key}`,
  };
}

/** One user of the project `main`, with a token; and a project `lab` that is empty. */
async function openWithVera(driver: StoreDriver) {
  const state = await openFreshState(driver);
  const { identities, members } = state.stores;
  await identities.enrol(memberOf('AK1'));
  await members.addProject({ id: 'p2', domainName: 'sluice', name: 'lab' });
  const times = { issuedAt: 1, expiresAt: 2 };
  await identities.saveToken({ hash: 'token-1', principal, ...times });
  const inLab = { ...principal, projectId: 'p2', projectName: 'lab' };
  return { state, identities, members, times, inLab };
}

const vera = { userId: 'u1', projectId: 'p1' };

describe.each(storeDrivers)('a member store on $name', (driver) => {
  it('makes a project once', async () => {
    const { state, members } = await openWithVera(driver);
    await using _ = state;
    const again = { id: 'p3', domainName: 'sluice', name: 'lab' };
    expect(await members.addProject(again)).toBe('exists');
    expect(await members.listProjects()).toEqual([
      { id: 'p2', domainId: 'd1', name: 'lab', users: 0 },
      { id: 'p1', domainId: 'd1', name: 'main', users: 1 },
    ]);
  });

  it('tells who a credential speaks for as it is now, also one that was asked for before', async () => {
    const { state, members, identities } = await openWithVera(driver);
    await using _ = state;
    const found = () =>
      Promise.all([
        identities.findByAccessKey('AK1'),
        identities.findByApiKey('api AK1'),
        identities.findByToken('token-1'),
        identities.findByApiKey('api AK2'),
      ]);
    expect(await found()).toMatchObject([{ principal }, principal, { principal }, null]);

    await members.setRole(vera, 'admin');
    const admin = { ...principal, role: 'admin' };
    expect(await found()).toMatchObject([{ principal: admin }, admin, { principal: admin }, null]);

    const nils = { userId: 'u2', userName: 'nils', role: 'admin' } as const;
    await members.addUser(memberOf('AK-nils', nils));
    const asked = found();
    await members.replaceCredential(vera, memberOf('AK2'), null);
    await asked;
    expect(await found()).toMatchObject([null, null, null, admin]);

    await members.removeUser(vera);
    expect(await found()).toEqual([null, null, null, null]);
  });

  it('lets a user in once, and into a second project as the same user', async () => {
    const { state, members, identities, inLab } = await openWithVera(driver);
    await using _ = state;
    expect(await members.addUser(memberOf('AK2', { userId: 'u2' }))).toBe('exists');
    expect(await members.addUser(memberOf('AK3', { ...inLab, userId: 'u3' }))).toBe('joined');
    const bob = memberOf('AK4', { userId: 'u4', userName: 'bob' });
    expect(await members.addUser(bob)).toBe('added');
    const users = await members.listUsers();
    expect(users.map((user) => [user.userName, user.projectName, user.userId])).toEqual([
      ['bob', 'main', 'u4'],
      ['vera', 'lab', 'u1'],
      ['vera', 'main', 'u1'],
    ]);
    const entry = await identities.findByPassword('sluice', 'vera');
    expect(entry?.passwordHash).toBe('hash of AK1');
    expect(await identities.findByAccessKey('AK3')).toMatchObject({ principal: inLab });
  });

  it('puts new keys in the place of the old ones, which end with their tokens', async () => {
    const { state, members, identities, inLab, times } = await openWithVera(driver);
    await using _ = state;
    await members.addUser(memberOf('AK-lab', inLab));
    await identities.saveToken({ hash: 'token-2', principal: inLab, ...times });

    await members.replaceCredential(vera, memberOf('AK9'), null);
    expect(await identities.findByAccessKey('AK1')).toBeNull();
    expect(await identities.findByApiKey('api AK1')).toBeNull();
    expect(await identities.findByToken('token-1')).toBeNull();
    expect(await identities.findByAccessKey('AK9')).toMatchObject({ principal });
    expect(await identities.findByToken('token-2')).not.toBeNull();

    await members.replaceCredential(vera, memberOf('AK10'), 'new hash');
    const entry = await identities.findByPassword('sluice', 'vera');
    expect(entry?.passwordHash).toBe('new hash');
    // A token was given for the password, in whichever project.
    expect(await identities.findByToken('token-2')).toBeNull();
  });

  it('changes a role at once, for every credential', async () => {
    const { state, members, identities } = await openWithVera(driver);
    await using _ = state;
    await members.setRole(vera, 'operator');
    const expected = { principal: { role: 'operator' } };
    expect(await identities.findByAccessKey('AK1')).toMatchObject(expected);
    expect(await identities.findByToken('token-1')).toMatchObject(expected);
  });

  it('takes a user out with all that lets him in', async () => {
    const { state, members, identities, inLab } = await openWithVera(driver);
    await using _ = state;
    const { id: queueId } = await createQueue(state.stores);
    const change = { queueId, action: 'grant', privileges: ['RESTART'], by: 'x' } as const;
    await state.stores.grants.change({ ...vera, ...change });
    await members.addUser(memberOf('AK-lab', inLab));

    expect(await members.removeUser(vera)).toBe('removed');
    expect(await identities.findByAccessKey('AK1')).toBeNull();
    expect(await identities.findByToken('token-1')).toBeNull();
    expect((await identities.findByPassword('sluice', 'vera'))?.principals).toEqual([
      { ...inLab, accessKey: 'AK-lab' },
    ]);
    const rows = await state.rows();
    expect([rows['queue_grants'], rows['users']?.length]).toEqual([[], 1]);

    await members.addUser(memberOf('AK2', { userId: 'u2', userName: 'nils' }));
    await members.removeUser({ userId: 'u1', projectId: 'p2' });
    expect(await identities.findByPassword('sluice', 'vera')).toBeNull();
    expect((await state.rows())['users']).toMatchObject([{ id: 'u2' }]);
  });

  it('keeps the last user, also of two who are taken out at once', async () => {
    const { state, members } = await openWithVera(driver);
    await using _ = state;
    await members.addUser(memberOf('AK2', { userId: 'u2', userName: 'nils' }));
    const both = [vera, { ...vera, userId: 'u2' }].map((user) => members.removeUser(user));
    expect(await Promise.all(both)).toEqual(['removed', 'last']);
    expect(await members.listUsers()).toMatchObject([{ userId: 'u2' }]);
  });

  it('keeps the last admin of a project, whoever else is there', async () => {
    const { state, members } = await openWithVera(driver);
    await using _ = state;
    await members.setRole(vera, 'admin');
    await members.addUser(memberOf('AK2', { userId: 'u2', userName: 'nils', role: 'operator' }));
    expect(await members.removeUser(vera)).toBe('last');
    await members.setRole({ ...vera, userId: 'u2' }, 'admin');
    expect(await members.removeUser(vera)).toBe('removed');
  });
});
