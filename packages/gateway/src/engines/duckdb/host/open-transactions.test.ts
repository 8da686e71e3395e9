import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ComesLaterError, OpenTransactions } from './open-transactions.ts';
import { StopSwitch } from './stop-switch.ts';

const unstopped = new StopSwitch();

describe('the open transactions', () => {
  it('let one be alone when the others have ended, and the next begin after it', async () => {
    const transactions = new OpenTransactions();
    const own = await transactions.begin();
    const other = await transactions.begin();
    const steps: string[] = [];
    const alone = transactions.keepAlone(own, unstopped, true);
    void alone.then(() => steps.push('alone'));
    const next = transactions.begin().then(() => steps.push('begun'));
    await pause(5);
    expect(steps).toEqual([]);
    other.end();
    (await alone)();
    await next;
    expect(steps).toEqual(['alone', 'begun']);
  });

  it('keep nobody from beginning while a long one is open, and refuse when it does not end', async () => {
    const transactions = new OpenTransactions(300);
    await transactions.begin();
    await pause(150);
    const own = await transactions.begin();
    const alone = transactions.keepAlone(own, unstopped, true);
    (await transactions.begin()).end();
    await expect(alone).rejects.toThrow('Nothing of it was committed.');
    (await transactions.begin()).end();
  });

  it('let what cannot run again go before what can, and refuse the second of those', async () => {
    const transactions = new OpenTransactions();
    const [first, second, third] = [
      await transactions.begin(),
      await transactions.begin(),
      await transactions.begin(),
    ];
    const again = transactions.keepAlone(first, unstopped, true).finally(() => first.end());
    const fixed = transactions.keepAlone(second, unstopped, false);
    const late = transactions.keepAlone(third, unstopped, false).finally(() => third.end());
    await expect(late).rejects.toThrow('Nothing of it was committed.');
    await expect(again).rejects.toThrow(ComesLaterError);
    (await fixed)();
  });

  it('are none for a moment where all are short, and nobody is kept for a long one', async () => {
    const transactions = new OpenTransactions();
    const short = await transactions.begin();
    const none = transactions.tryNone();
    let hasBegun = false;
    const next = transactions.begin().then((open) => {
      hasBegun = true;
      return open;
    });
    short.end();
    const letBegin = await none;
    expect([letBegin === null, hasBegun]).toEqual([false, false]);
    letBegin?.();
    await next;
    await pause(150);
    expect(await transactions.tryNone()).toBe(null);
    (await transactions.begin()).end();
  });

  it('give up at a stop, before and while one wants to be alone', async () => {
    const transactions = new OpenTransactions();
    const stop = new StopSwitch();
    const own = await transactions.begin();
    await transactions.begin();
    const alone = transactions.keepAlone(own, stop, true);
    const beginning = transactions.begin(stop);
    stop.stop();
    await Promise.all([
      expect(alone).rejects.toThrow('stopped before its commit'),
      expect(beginning).rejects.toThrow('stopped before it began'),
    ]);
    stop.settle();
  });
});
