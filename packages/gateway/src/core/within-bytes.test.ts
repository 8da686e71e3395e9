import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { withinBytes } from './within-bytes.ts';

const sizes = fc.array(fc.nat(20).map((bytes) => ({ bytes })));

it('takes the first, as long as they fit together, and one at least', () => {
  fc.assert(
    fc.property(sizes, fc.nat(100), (all, most) => {
      const taken = withinBytes(all, most);
      const bytesOf = (some: typeof all) => some.reduce((sum, { bytes }) => sum + bytes, 0);
      expect(taken).toEqual(all.slice(0, taken.length));
      expect(taken.length === 1 || bytesOf([...taken]) <= most || all.length === 0).toBe(true);
      const one = all[taken.length];
      expect(one === undefined || bytesOf([...taken, one]) > most || taken.length === 0).toBe(true);
      expect(taken.length).toBeGreaterThanOrEqual(Math.min(1, all.length));
    }),
  );
});
