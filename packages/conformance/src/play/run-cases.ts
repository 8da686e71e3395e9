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

interface Run {
  readonly target: Target;
  readonly served: ReadonlySet<Surface>;
  readonly tally: Tally;
  /** Rejects when the run is to end early. */
  readonly aborted: Promise<never>;
}

/**
 * Plays the cases one after the other, each on each surface that the server has.
 * @param stopped ends the run early; what the case in hand has made is taken away first
 * @param tell hears each result as it comes
 * @throws the reason of `stopped`
 */
export async function runCases(
  target: Target,
  cases: readonly ConformanceCase[],
  stopped: AbortSignal,
  tell: (result: CaseResult) => void = () => {},
): Promise<Report> {
  const served = await servedBy(target);
  const run: Run = { target, served, tally: new Tally(), aborted: untilAborted(stopped) };
  const results: CaseResult[] = [];
  for (const each of cases) {
    for (const result of playOn(each, run)) {
      const told = await result;
      stopped.throwIfAborted();
      results.push(told);
      tell(told);
    }
  }
  return { results, figures: run.tally.figures() };
}

/** @throws NoAnswerError when nobody listens */
async function servedBy({ door, workload, on }: Target): Promise<ReadonlySet<Surface>> {
  const served = new Set<Surface>();
  if (await door.jobs?.isServed()) served.add('jobs');
  if (await door.sessions.isServed()) served.add('statements').add('sessions');
  if (workload.batches && (await door.batches?.isServed())) served.add('batches');
  return served.intersection(new Set(on));
}

function untilAborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}

function* playOn(each: ConformanceCase, run: Run): Generator<CaseResult | Promise<CaseResult>> {
  const { number, title } = each;
  const notApplicable = (why: string): CaseResult => {
    return { case: number, title, on: null, verdict: 'not applicable', evidence: [why] };
  };
  if (each.kind === 'inside') {
    yield notApplicable(`cannot be judged from outside: ${each.why}`);
    return;
  }
  const surfaces = each.on.filter((surface) => run.served.has(surface));
  if (surfaces.length === 0) {
    const which = each.on.join(' or ');
    yield notApplicable(
      `no ${which} here: the server or the workload has none, or they were not asked for`,
    );
  }
  for (const surface of surfaces) yield playOne(each, run, surface);
}

async function playOne(
  each: PlayedCase,
  { target, tally, aborted }: Run,
  surface: Surface,
): Promise<CaseResult> {
  const told = { case: each.number, title: each.title, on: surface };
  const have = equip(target, surface);
  const missing = each.needs.filter((need) => !(need in have));
  if (missing.length > 0) {
    const why = missing.map((need) => whyNeeded[need]);
    return { ...told, verdict: 'not applicable', evidence: why };
  }
  const stage = await Stage.open(target, surface, tally);
  try {
    await Promise.race([each.play(stage, have as Equipment), aborted]);
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
