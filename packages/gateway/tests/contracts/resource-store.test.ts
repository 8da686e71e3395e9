import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/core/files/resource.ts';
import { openFreshState } from './fresh-state.ts';
import { storeDrivers } from './store-drivers.ts';

const etl: Resource = {
  projectId: 'a',
  group: 'jobs',
  name: 'etl.py',
  kind: 'pyFile',
  file: { bucket: 'lake', key: 'jobs/etl.py' },
  tags: [{ key: 'team', value: 'b"i' }],
  isAsync: false,
  owner: 'alice',
  id: 'id-1',
  createdAt: 1_000,
  updatedAt: 1_000,
};
const lib: Resource = { ...etl, name: 'lib.py', id: 'id-2' };
const alone: Resource = { ...etl, group: null, tags: [], isAsync: true, id: 'id-3' };

describe.each(storeDrivers)('a resource store on $name', (driver) => {
  it('keeps what it was given, by group and name, those in no group first', async () => {
    await using state = await openFreshState(driver);
    const { resources } = state.stores;
    await resources.put([lib, etl, alone]);
    expect(await resources.list('a')).toStrictEqual([alone, etl, lib]);
    expect(await resources.named('a', 'etl.py')).toStrictEqual([alone, etl]);
    const group = { projectId: 'a', name: 'jobs', owner: 'alice', createdAt: 1_000 };
    expect(await resources.groups('a')).toStrictEqual([{ ...group, updatedAt: 1_000 }]);
  });

  it('puts one in the place of that which has its name, and keeps whose it is and since when', async () => {
    await using state = await openFreshState(driver);
    const { resources } = state.stores;
    await resources.put([etl, alone]);
    const file = { bucket: 'lake', key: 'new/etl.py' };
    const other = { ...etl, file, kind: 'file', owner: 'bob', id: 'id-9' } as const;
    await resources.put([{ ...other, createdAt: 2_000, updatedAt: 2_000 }]);
    const now = { ...other, owner: 'alice', createdAt: 1_000, updatedAt: 2_000 };
    expect(await resources.list('a')).toStrictEqual([alone, now]);
    expect(await resources.groups('a')).toMatchObject([
      { owner: 'alice', createdAt: 1_000, updatedAt: 2_000 },
    ]);
  });

  it('puts all of them, or none', async () => {
    await using state = await openFreshState(driver);
    const { resources } = state.stores;
    const broken = { ...lib, name: null as unknown as string };
    await expect(resources.put([etl, broken])).rejects.toThrow(/null/i);
    expect(await resources.list('a')).toEqual([]);
    expect(await resources.groups('a')).toEqual([]);
  });

  it('deletes one in its group alone, and the group with its last one', async () => {
    await using state = await openFreshState(driver);
    const { resources } = state.stores;
    await resources.put([etl, lib, alone]);
    expect(await resources.delete('a', 'other', 'etl.py')).toBe('unknown');
    expect(await resources.delete('a', null, 'lib.py')).toBe('unknown');
    expect(await resources.delete('a', 'jobs', 'etl.py')).toBe('deleted');
    expect(await resources.list('a')).toEqual([alone, lib]);
    expect(await resources.groups('a')).toHaveLength(1);
    expect(await resources.delete('a', 'jobs', 'lib.py')).toBe('deleted');
    expect(await resources.groups('a')).toEqual([]);
    expect(await resources.delete('a', 'jobs', 'lib.py')).toBe('unknown');
    expect(await resources.delete('a', null, 'etl.py')).toBe('deleted');
    expect(await resources.list('a')).toEqual([]);
  });

  it('gives one, or a group, to another, and nothing else', async () => {
    await using state = await openFreshState(driver);
    const { resources } = state.stores;
    await resources.put([etl, lib, alone]);
    await resources.giveResource('a', 'jobs', 'etl.py', 'bob');
    await resources.giveGroup('a', 'jobs', 'carol');
    await resources.giveResource('a', null, 'none.py', 'bob');
    await resources.giveGroup('a', 'none', 'bob');
    expect(await resources.list('a')).toEqual([alone, { ...etl, owner: 'bob' }, lib]);
    expect(await resources.groups('a')).toMatchObject([{ name: 'jobs', owner: 'carol' }]);
  });

  it('says nothing of a project to another (I10)', async () => {
    await using state = await openFreshState(driver);
    const { resources } = state.stores;
    await resources.put([etl, alone]);
    const theirs = { ...etl, projectId: 'b', owner: 'bob' };
    await resources.put([theirs]);
    expect(await resources.list('b')).toEqual([theirs]);
    expect(await resources.named('c', 'etl.py')).toEqual([]);
    expect(await resources.groups('c')).toEqual([]);
    expect(await resources.delete('c', 'jobs', 'etl.py')).toBe('unknown');
    await resources.giveResource('b', null, 'etl.py', 'mallory');
    await resources.giveGroup('c', 'jobs', 'mallory');
    expect(await resources.delete('b', 'jobs', 'etl.py')).toBe('deleted');
    expect(await resources.list('a')).toEqual([alone, etl]);
    expect(await resources.groups('a')).toMatchObject([{ owner: 'alice' }]);
  });
});
