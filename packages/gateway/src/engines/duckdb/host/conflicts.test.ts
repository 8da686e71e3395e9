import { expect, it } from 'vitest';
import { Conflicts } from './conflicts.ts';

it('a statement waits longer after each conflict, and is tried alone in the end', () => {
  const conflicts = new Conflicts();
  const waits: number[] = [];
  while (!conflicts.wantsAlone) waits.push(conflicts.nextMs());
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, ...Array.from({ length: 13 }, () => 500)]);
  conflicts.tryAmongOthers();
  expect(conflicts.wantsAlone).toBe(false);
  expect(conflicts.nextMs()).toBe(500);
});

it('a statement that conflicts for too long fails, and says so', () => {
  const conflicts = new Conflicts(-1);
  expect(() => conflicts.nextMs()).toThrow(/did not end in half a minute/);
});
