import { describe, expect, it } from 'vitest';
import { openFreshState } from './fresh-state.ts';
import { storeDrivers } from './store-drivers.ts';

describe.each(storeDrivers)('a lease store on $name', (driver) => {
  it('gives the lease to one of many at once', async () => {
    await using state = await openFreshState(driver);
    const { leases } = state.stores;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, count) => leases.acquire(`gateway-${count}`, 1_000, 500)),
    );
    expect(answers.filter((answer) => answer !== 'taken')).toEqual([
      { holder: 'gateway-0', token: 1, until: 1_500 },
    ]);
  });

  it('gives it to another only when it has run out, with a greater token', async () => {
    await using state = await openFreshState(driver);
    const { leases } = state.stores;
    await leases.acquire('one', 1_000, 500);
    expect(await leases.acquire('two', 1_499, 500)).toBe('taken');
    const taken = { holder: 'two', token: 2, until: 2_000 };
    expect(await leases.acquire('two', 1_500, 500)).toEqual(taken);
  });

  it('gives its own holder a new token at once: a restarted gateway fences its old self', async () => {
    await using state = await openFreshState(driver);
    const { leases } = state.stores;
    const old = await leases.acquire('one', 1_000, 500);
    const renewed = await leases.acquire('one', 1_001, 500);
    expect(renewed).toEqual({ holder: 'one', token: 2, until: 1_501 });
    if (old === 'taken') throw new Error('the first lease was taken');
    expect(await leases.renew(old, 1_002, 500)).toBe('lost');
  });

  it('is renewed as long as its token is the newest, even late', async () => {
    await using state = await openFreshState(driver);
    const { leases } = state.stores;
    const lease = await leases.acquire('one', 1_000, 500);
    if (lease === 'taken') throw new Error('the first lease was taken');
    const renewed = await leases.renew(lease, 9_000, 500);
    expect(renewed).toEqual({ ...lease, until: 9_500 });
    expect(await leases.acquire('two', 9_400, 500)).toBe('taken');

    await leases.acquire('two', 9_500, 500);
    expect(await leases.renew(lease, 9_501, 500)).toBe('lost');
    await leases.release(lease);
    expect(await leases.acquire('three', 9_600, 500)).toBe('taken');
  });

  it('is free after its release, and its token is not given again, also after a restart', async () => {
    await using state = await openFreshState(driver);
    const lease = await state.stores.leases.acquire('one', 1_000, 500);
    if (lease === 'taken') throw new Error('the first lease was taken');
    await state.stores.leases.release(lease);
    expect(await state.stores.leases.renew(lease, 1_001, 500)).toBe('lost');

    const { leases } = await state.reopen();
    const next = { holder: 'two', token: 2, until: 1_501 };
    expect(await leases.acquire('two', 1_001, 500)).toEqual(next);
  });
});
