import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CommitGate } from './commit-gate.ts';

const long = 60_000;

describe('the gate of the commits', () => {
  it('is held once nobody is inside, and lets nobody in until it is let go', async () => {
    const gate = new CommitGate();
    const steps: string[] = [];
    await gate.enter();
    const holding = gate.hold(long).then(() => steps.push('held'));
    const entering = gate.enter().then(() => steps.push('entered'));
    await pause(1);
    expect(steps).toEqual([]);
    gate.leave();
    await holding;
    await pause(1);
    expect(steps).toEqual(['held']);
    gate.letGo();
    await entering;
    expect(steps).toEqual(['held', 'entered']);
  });

  it('opens by itself when its holder says nothing more (I9)', async () => {
    const gate = new CommitGate();
    await gate.hold(5);
    await gate.enter();
    expect(gate.isHeld).toBe(false);
  });

  it('stays held for as long as its holder says so', async () => {
    const gate = new CommitGate();
    await gate.hold(5);
    gate.holdOn(long);
    await pause(10);
    expect(gate.isHeld).toBe(true);
    gate.letGo();
  });

  it('can be held again', async () => {
    const gate = new CommitGate();
    for (let times = 0; times < 2; times++) {
      await gate.enter();
      const holding = gate.hold(long);
      gate.leave();
      await holding;
      gate.letGo();
    }
    await gate.within(async () => {
      expect(gate.isHeld).toBe(false);
    });
  });
});
