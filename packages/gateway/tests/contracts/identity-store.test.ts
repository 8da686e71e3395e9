import { describe, expect, it } from 'vitest';
import type { Member } from '../../src/core/ports/identity-store.ts';
import { openFreshState } from './fresh-state.ts';
import { storeDrivers } from './store-drivers.ts';

const admin: Member = {
  principal: {
    userId: 'user-1',
    userName: 'admin',
    domainId: 'domain-1',
    domainName: 'sluice',
    projectId: 'project-1',
    projectName: 'main',
    role: 'admin',
    accessKey: 'AK1',
  },
  passwordHash: 'scrypt:1',
  accessKey: 'AK1',
  sealedSecret: 'sealed:1',
  apiKeyHash: 'sha256:1',
};

/** The same user in a second project, with a credential of its own. */
const guest: Member = {
  ...admin,
  principal: {
    ...admin.principal,
    projectId: 'project-2',
    projectName: 'lab',
    role: 'viewer',
    accessKey: 'AK2',
  },
  accessKey: 'AK2',
  sealedSecret: 'sealed:2',
  apiKeyHash: 'sha256:2',
};

describe.each(storeDrivers)('an identity store on $name', (driver) => {
  it('has no members until one is enrolled', async () => {
    await using state = await openFreshState(driver);
    expect(await state.stores.identities.hasMembers()).toBe(false);
    await state.stores.identities.enrol(admin);
    expect(await state.stores.identities.hasMembers()).toBe(true);
  });

  it('enrols a member once, however often it is asked', async () => {
    await using state = await openFreshState(driver);
    const { identities } = state.stores;
    await identities.enrol(admin);
    const written = await state.rows();
    await identities.enrol(admin);
    await identities.enrol({ ...admin, passwordHash: 'other', sealedSecret: 'other' });
    expect(await state.rows()).toEqual(written);
  });

  it('enrols all of a member or nothing', async () => {
    await using state = await openFreshState(driver);
    const { identities } = state.stores;
    await identities.enrol(admin);
    const written = await state.rows();
    const { principal } = admin;
    // The API key is another's: the new user must not be left without a credential.
    const clash = { ...admin, principal: { ...principal, userId: 'u2', userName: 'bob' } };
    await expect(identities.enrol({ ...clash, accessKey: 'AK9' })).rejects.toThrow('api_key_hash');
    expect(await state.rows()).toEqual(written);
  });

  it('finds a member by each credential, for the project of that credential', async () => {
    await using state = await openFreshState(driver);
    const { identities } = state.stores;
    await identities.enrol(admin);
    await identities.enrol(guest);

    expect(await identities.findByAccessKey('AK1')).toEqual({
      principal: admin.principal,
      sealedSecret: 'sealed:1',
    });
    expect(await identities.findByAccessKey('AK2')).toEqual({
      principal: guest.principal,
      sealedSecret: 'sealed:2',
    });
    expect(await identities.findByApiKey('sha256:2')).toEqual(guest.principal);
    expect(await identities.findByAccessKey('ak1')).toBeNull();
    expect(await identities.findByApiKey('sha256:3')).toBeNull();
  });

  it('finds a user by name with all projects that are open to him', async () => {
    await using state = await openFreshState(driver);
    const { identities } = state.stores;
    await identities.enrol(admin);
    await identities.enrol(guest);
    expect(await identities.findByPassword('sluice', 'admin')).toEqual({
      passwordHash: 'scrypt:1',
      principals: [guest.principal, admin.principal],
    });
    expect(await identities.findByPassword('sluice', 'nobody')).toBeNull();
    expect(await identities.findByPassword('elsewhere', 'admin')).toBeNull();
  });

  it('finds a token, run out or not, with its project', async () => {
    await using state = await openFreshState(driver);
    await state.stores.identities.enrol(admin);
    await state.stores.identities.enrol(guest);
    const token = { hash: 'sha256:t', principal: guest.principal, issuedAt: 5, expiresAt: 10 };
    await state.stores.identities.saveToken(token);

    const { identities } = await state.reopen();
    expect(await identities.findByToken('sha256:t')).toEqual({
      principal: guest.principal,
      expiresAt: 10,
    });
    expect(await identities.findByToken('sha256:u')).toBeNull();
  });
});
