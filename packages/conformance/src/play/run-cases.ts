import type { ConformanceCase, PlayedCase } from './conformance-case.ts';
import { equip, type Equipment, whyNeeded } from './equipment.ts';
import { Stage } from './stage.ts';
import { type Figures, Tally } from './tally.ts';
import type { Target } from './target.ts';
import { type CaseResult, NotApplicable, NotHeld, type Surface } from './verdict.ts';

export interface Report {
  readonly results: readonly CaseResult[];
  readonly figures: Figures;
}

/**
 * Plays the cases one after the other, each on each surface that the server has.
 * @param tell hears each result as it comes
 */
export async function runCases(
  target: Target,
  cases: readonly ConformanceCase[],
  tell: (result: CaseResult) => void = () => {},
): Promise<Report> {
  const served = await servedBy(target);
  const tally = new Tally();
  const results: CaseResult[] = [];
  for (const each of cases) {
    for (const result of playOn(each, target, served, tally)) {
      const told = await result;
      results.push(told);
      tell(told);
    }
  }
  return { results, figures: tally.figures() };
}

/** @throws NoAnswerError when nobody listens */
async function servedBy({ door, on }: Target): Promise<ReadonlySet<Surface>> {
  const served = new Set<Surface>();
  if (await door.jobs?.isServed()) served.add('jobs');
  if (await door.sessions.isServed()) served.add('statements').add('sessions');
  return served.intersection(new Set(on));
}

function* playOn(
  each: ConformanceCase,
  target: Target,
  served: ReadonlySet<Surface>,
  tally: Tally,
): Generator<CaseResult | Promise<CaseResult>> {
  const { number, title } = each;
  const notApplicable = (why: string): CaseResult => {
    return { case: number, title, on: null, verdict: 'not applicable', evidence: [why] };
  };
  if (each.kind === 'inside') {
    yield notApplicable(`cannot be judged from outside: ${each.why}`);
    return;
  }
  const surfaces = each.on.filter((surface) => served.has(surface));
  if (surfaces.length === 0) {
    yield notApplicable(
      `no ${each.on.join(' or ')} here: the server has none, or they were not asked for`,
    );
  }
  for (const surface of surfaces) yield playOne(each, target, surface, tally);
}

async function playOne(
  each: PlayedCase,
  target: Target,
  surface: Surface,
  tally: Tally,
): Promise<CaseResult> {
  const { number, title } = each;
  const told = { case: number, title, on: surface };
  const have = equip(target, surface);
  const missing = each.needs.filter((need) => !(need in have));
  if (missing.length > 0) {
    const why = missing.map((need) => whyNeeded[need]);
    return { ...told, verdict: 'not applicable', evidence: why };
  }
  const stage = await Stage.open(target, surface, tally);
  try {
    await each.play(stage, have as Equipment);
    return { ...told, verdict: 'held', evidence: stage.evidence };
  } catch (error) {
    if (error instanceof NotApplicable) {
      return { ...told, verdict: 'not applicable', evidence: [error.message] };
    }
    // A server that fails an ordinary call in the middle of a case has not held it.
    const what = error instanceof NotHeld ? error.message : `it broke off: ${messageOf(error)}`;
    return { ...told, verdict: 'not held', evidence: [...stage.evidence, what] };
  } finally {
    await stage.tidy();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
