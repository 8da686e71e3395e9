import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CommitGate } from './commit-gate.ts';
import { OpenTransactions } from './open-transactions.ts';
import { StopSwitch } from './stop-switch.ts';

const none = () => false;

describe('the open transactions', () => {
  it('are kept to some when the others have ended, and the next begin after that', async () => {
    const transactions = new OpenTransactions(new CommitGate());
    const own = await transactions.begin();
    const other = await transactions.begin();
    const steps: string[] = [];
    const keeping = transactions.keepTo((open) => open === own, 10_000);
    void keeping.then(() => steps.push('kept'));
    const next = transactions.begin().then(() => steps.push('begun'));
    await pause(5);
    expect(steps).toEqual([]);
    other.end();
    const letBegin = await keeping;
    expect(steps).toEqual(['kept']);
    letBegin?.();
    await next;
    expect(steps).toEqual(['kept', 'begun']);
  });

  it('let others begin again where one does not end, and keep nobody for one that is long', async () => {
    const transactions = new OpenTransactions(new CommitGate());
    await transactions.begin();
    expect(await transactions.keepTo(none, 20)).toBe(null);
    (await transactions.begin()).end();
    await pause(45);
    const keeping = transactions.keepTo(none, 20);
    (await transactions.begin()).end();
    expect(await keeping).toBe(null);
  });

  it('give up at a stop while others are kept from beginning', async () => {
    const transactions = new OpenTransactions(new CommitGate());
    const letBegin = await transactions.keepTo(none, 20);
    const stop = new StopSwitch();
    const beginning = transactions.begin(stop);
    stop.stop();
    await expect(beginning).rejects.toThrow('stopped before it began');
    stop.settle();
    letBegin?.();
  });

  it('are none beside one that is alone, and none is begun before its end', async () => {
    const transactions = new OpenTransactions(new CommitGate());
    const other = await transactions.begin();
    expect(await transactions.beginAlone(5, none)).toBe(null);
    other.end();
    const alone = await transactions.beginAlone(1_000, none);
    expect(alone?.isAlone).toBe(true);
    const steps: string[] = [];
    const next = transactions.begin().then(() => steps.push('begun'));
    await pause(5);
    expect(steps).toEqual([]);
    alone?.end();
    await next;
    expect(steps).toEqual(['begun']);
  });

  it('begin beside one that was alone for long', async () => {
    const transactions = new OpenTransactions(new CommitGate());
    const alone = await transactions.beginAlone(1_000, none, 5);
    const other = await transactions.begin();
    expect(alone?.isAlone).toBe(false);
    // Those who are kept by the next are not let go by its end.
    other.end();
    const next = await transactions.beginAlone(1_000, none);
    expect(next).toBe(null);
    alone?.end();
    const last = await transactions.beginAlone(1_000, none);
    expect(last?.isAlone).toBe(true);
    last?.end();
  });

  it('begin beside none that is about to commit alone', async () => {
    const transactions = new OpenTransactions(new CommitGate());
    const alone = await transactions.beginAlone(1_000, none, 5);
    expect(alone?.stayAlone()).toBe(true);
    const steps: string[] = [];
    const next = transactions.begin().then(() => steps.push('begun'));
    await pause(20);
    expect(steps).toEqual([]);
    alone?.end();
    await next;
    expect(alone?.isAlone).toBe(true);
  });

  it('are waited for no longer where the one that waits is not wanted any more', async () => {
    const transactions = new OpenTransactions(new CommitGate());
    await transactions.begin();
    expect(await transactions.beginAlone(600_000, () => true)).toBe(null);
    (await transactions.begin()).end();
  });
});
