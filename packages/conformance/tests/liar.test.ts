import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { allCases } from '../src/cases/all-cases.ts';
import { type Dialect, dialects } from '../src/doors/door.ts';
import type { Report } from '../src/play/run-cases.ts';
import { beginIdleTime, pause } from './idle-time.ts';
import { playLiar } from './play-liar.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: (ms: number) => pause(ms) }));

// A check that cannot fail is no check: each case convicts a server that lies about it, and no other
// case does. The lies are in src/liar/, lie n about what case n demands.

/** What the API of a dialect does not have cannot be lied about. */
const without: Readonly<Record<Dialect, readonly number[]>> = {
  dli: [17],
  livy: [19],
  fabric: [17, 18, 19, 23],
};

function playable(dialect: Dialect): number[] {
  return allCases
    .filter(({ kind, number }) => kind === 'played' && !without[dialect].includes(number))
    .map(({ number }) => number);
}

function casesThat(verdict: 'held' | 'not held', { results }: Report): number[] {
  const found = results.filter((result) => result.verdict === verdict);
  return [...new Set(found.map((result) => result.case))];
}

/** With the evidence, for whoever reads why a test failed. */
function convicted(report: Report) {
  const against = report.results.filter(({ verdict }) => verdict === 'not held');
  return { cases: casesThat('not held', report), against };
}

describe('the suite on the liar', () => {
  let endIdleTime: () => void;
  beforeAll(() => {
    endIdleTime = beginIdleTime();
  });
  afterAll(() => endIdleTime());

  it.each(dialects)('convicts nothing when no lie is on (%s)', async (dialect) => {
    const report = await playLiar(dialect, []);
    expect(convicted(report)).toMatchObject({ cases: [] });
    expect(casesThat('held', report)).toEqual(playable(dialect));
    expect(report.figures.honesty.true).toBe(report.figures.honesty.said);
    expect(report.figures).toMatchObject({ orphansPer100: 0, collateralPer100: 0 });
  });

  it.each([
    ...playable('livy').map((lie) => ['livy', lie] as const),
    // Livy cannot lie about it.
    ['dli', 19] as const,
  ])('convicts on %s case %d, and nothing else, when it is lied about', async (dialect, lie) => {
    const report = await playLiar(dialect, [lie]);
    expect(convicted(report)).toMatchObject({ cases: [lie] });
  });

  it.each([
    ...playable('dli').map((lie) => ['dli', lie] as const),
    ...playable('fabric').map((lie) => ['fabric', lie] as const),
  ])('convicts on %s case %d when it is lied about', async (dialect, lie) => {
    const own = allCases.filter(({ number }) => number === lie);
    const report = await playLiar(dialect, [lie], own);
    expect(convicted(report)).toMatchObject({ cases: [lie] });
  });
});
