import BetterSqlite3 from 'better-sqlite3';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isEnded, type Job, startedAt } from '../../src/core/job/job.ts';
import { closeIntentOf, hasEnded, type Session } from '../../src/core/session/session.ts';
import { type Core, maria, startCore } from '../support/start-core.ts';
import type { CoreGateway, GatewayOptions } from '../support/start-gateway-over.ts';

/** Statements of one request. Numbers say how many turns pass first. */
interface Request {
  readonly after: number;
  readonly statements: readonly ('succeeds' | 'fails')[];
  /** Which of them is cancelled, and when; null: none. */
  readonly cancel: { readonly which: number; readonly after: number } | null;
}

interface Plan {
  readonly requests: readonly Request[];
  readonly end: {
    readonly how: 'close' | 'close twice' | 'perish' | 'idle';
    readonly after: number;
  };
}

interface Played {
  readonly plan: Plan;
  readonly session: Session;
  readonly jobs: readonly Job[];
  readonly verdicts: readonly string[];
}

const projectId = 'project-1';
const turnsBefore = fc.nat({ max: 60 });
const plans = fc.array(
  fc.record<Plan>({
    requests: fc.array(
      fc.record<Request>({
        after: turnsBefore,
        statements: fc.array(fc.constantFrom('succeeds', 'succeeds', 'fails'), {
          minLength: 1,
          maxLength: 3,
        }),
        cancel: fc.option(fc.record({ which: fc.nat({ max: 2 }), after: turnsBefore })),
      }),
      { maxLength: 3 },
    ),
    end: fc.record({
      how: fc.constantFrom('close', 'close twice', 'perish', 'idle'),
      after: turnsBefore,
    }),
  }),
  { minLength: 1, maxLength: 3 },
);

/** After how many turns the time moves on to where somebody wakes. */
const pace = fc.integer({ min: 3, max: 20 });
/** After how many turns another gateway takes over, and the first one wakes up again; null: never. */
const handover = fc.option(fc.record({ after: fc.nat({ max: 80 }), wakes: fc.nat({ max: 40 }) }));

it('sessions with statements, submitted, cancelled, closed, left idle and lost in any order of steps, under one gateway and the next (I1, I2, I3, I5, I7, I8)', async () => {
  const endings = new Set<string>();
  const property = fc.asyncProperty(
    fc.scheduler(),
    plans,
    pace,
    handover,
    async (turns, planned, every, handing) => {
      const world = await startInTurns(turns);
      const { core } = world;
      try {
        const handingOver = handing && handOver(world, turns, handing);
        const look = () => world.wrongs.push(...wrongCounts(core));
        const playing = planned.map((plan) => play(world, turns, plan));
        const played = await inTurns(world, turns, every, Promise.all(playing), look);
        await inTurns(world, turns, every, Promise.resolve(handingOver));
        const wrongs = await Promise.all(played.map((each) => wrongsOf(core, each)));
        expect([...wrongs.flat(), ...world.wrongs]).toEqual([]);
        for (const { session } of played) endings.add(wordOf(session));
      } finally {
        core.failures.length = 0;
        await inTurns(world, turns, every, core.close());
      }
    },
  );
  await fc.assert(property, { numRuns: 50 });
  // Chance decides which; `session-life.test.ts` has each of them by name.
  expect(endings.size).toBeGreaterThan(1);
}, 240_000);

interface World {
  readonly core: Core;
  readonly around: GatewayOptions;
  /** What was seen not to hold, on the way. */
  readonly wrongs: string[];
  /** The gateway that callers reach. */
  gateway: CoreGateway;
}

async function startInTurns(turns: fc.Scheduler): Promise<World> {
  let isStarted = false;
  const wrongs: string[] = [];
  const turn = async (label: string) => {
    if (isStarted) await turns.schedule(Promise.resolve(), label);
  };
  const inTurn = (who: string) => async (method: string, _rest: unknown, call: () => unknown) => {
    await turn(`${who} ${method}`);
    return call();
  };
  const around: GatewayOptions = {
    aroundRunner: inTurn("the runner's"),
    aroundActions: inTurn("an action's"),
    aroundSessions: inTurn('sessions'),
  };
  const core: Core = await startCore({
    ...around,
    slots: 2,
    queue: { sessionPlaces: 2 },
    script: {
      workSteps: 3,
      answer: ({ request }) =>
        request.sql.startsWith('DELETE')
          ? { code: 'runtime', message: 'no such row' }
          : { columns: [], rowCount: 0, affectedRows: null, rows: { at: 'none' } },
      at: async (point, job) => {
        if (point === 'start made') wrongs.push(...besides(core, job));
        await turn(`a statement at '${point}'`);
      },
    },
    sessionScript: { at: (point) => turn(`a session at '${point}'`) },
  });
  isStarted = true;
  return { core, around, wrongs, gateway: core };
}

/**
 * Statements of a session run one at a time. What a gateway that was followed starts late, after its job has ended, is a
 * stray (case 11): a real engine obeys it no more, and the scripted one stops it when it is told.
 */
function besides(core: Core, { id, request }: Job): string[] {
  const others = core.witness.jobs.filter(
    (other) =>
      other.id !== id &&
      other.request.session?.id === request.session?.id &&
      core.engine.alive.has(other.id) &&
      !isEnded(other),
  );
  return others.map((other) => `${id} runs beside ${other.id}`);
}

/** Gives one turn after the other, each when all that the last one began has come to rest. */
async function inTurns<T>(
  { core }: World,
  turns: fc.Scheduler,
  every: number,
  playing: Promise<T>,
  look: () => void = () => {},
): Promise<T> {
  const over = new AbortController();
  const end = () => over.abort();
  playing.then(end, end);
  for (let turn = 1; !over.signal.aborted; turn++) {
    await core.quiet();
    if (turn % 7 === 0) look();
    if (turns.count() > 0 && turn % every > 0) await turns.waitNext(1);
    else core.clock.advanceToNext();
  }
  return playing;
}

/** What `queue_shares` says is what the rows say; a statement whose turn has not come does not wait there. */
function wrongCounts({ stateFile }: Core): string[] {
  const connection = new BetterSqlite3(stateFile, { readonly: true });
  try {
    const counted = 'select coalesce(sum(waiting), 0) waiting, coalesce(sum(live), 0) live';
    const shares = connection.prepare(`${counted} from queue_shares`).get();
    const rows = connection
      .prepare(
        `${counted} from (
           select status = 'queued' and behind = 0 waiting, lease_token is not null live from jobs)`,
      )
      .get();
    const [said, are] = [JSON.stringify(shares), JSON.stringify(rows)];
    return said === are ? [] : [`the shares say ${said} and the rows ${are}`];
  } finally {
    connection.close();
  }
}

async function handOver(
  world: World,
  turns: fc.Scheduler,
  { after, wakes }: { readonly after: number; readonly wakes: number },
): Promise<void> {
  await pass(turns, after);
  world.core.freeze();
  world.gateway = await world.core.startAnother({ ...world.around, holder: 'first' });
  await pass(turns, wakes);
  world.core.thaw();
  await world.core.failed('holding the lease');
  await world.core.sessionRunner.drain(0);
}

async function pass(turns: fc.Scheduler, count: number): Promise<void> {
  for (let turn = 0; turn <= count; turn++) await turns.schedule(Promise.resolve(), 'a pause');
}

async function play(world: World, turns: fc.Scheduler, plan: Plan): Promise<Played> {
  const { how, after } = plan.end;
  const { core } = world;
  const idle = how === 'idle' ? { idleTimeoutMs: 5_000 } : {};
  const made = await world.gateway.actions.createSession({ projectId, owner: 'maria', ...idle });
  if (made.kind !== 'accepted') throw new Error(`the session was ${made.kind}`);
  const { id } = made.session;
  const submitting = plan.requests.map((request) => submit(world, turns, id, request));
  const verdicts: string[] = [];
  const close = async () => {
    const closed = await world.gateway.actions.closeSession(projectId, id, maria, Infinity);
    verdicts.push(closed.kind);
  };
  if (how !== 'idle') await pass(turns, after);
  if (how === 'perish') core.contexts.perish(id);
  if (how !== 'idle') await Promise.all(how === 'close twice' ? [close(), close()] : [close()]);
  const session = await core.actions.awaitSession(projectId, id, Infinity, hasEnded);
  if (!session) throw new Error(`session ${id} is not there`);
  const jobIds = (await Promise.all(submitting)).flat();
  const jobs = await Promise.all(jobIds.map((jobId) => core.read(jobId)));
  return { plan, session, jobs, verdicts };
}

async function submit(
  world: World,
  turns: fc.Scheduler,
  sessionId: string,
  { after, statements, cancel }: Request,
): Promise<readonly string[]> {
  await pass(turns, after);
  const answer = await world.gateway.actions.submitStatements(projectId, sessionId, {
    owner: 'maria',
    statements: statements.map((how) => (how === 'fails' ? 'DELETE FROM a' : 'SELECT 1')),
  });
  if (answer.kind === 'not_taking') return [];
  if (answer.kind !== 'accepted') throw new Error(`the statements were ${answer.kind}`);
  const ids = answer.jobs.map(({ id }) => id);
  const cancelled = cancel && ids[cancel.which];
  if (cancel && cancelled) {
    await pass(turns, cancel.after);
    await world.gateway.actions.cancelJob(projectId, cancelled, maria, Infinity);
  }
  return ids;
}

/** What is wrong with a session that was played to its end; the witness has looked at each write. */
async function wrongsOf(core: Core, { plan, session, jobs, verdicts }: Played): Promise<string[]> {
  if (!hasEnded(session)) return [`it is ${session.state.status}`];
  const { how } = session.state.ending;
  const receipt = await core.stores.sessions.receiptOf(session.id);
  const born = core.engine.born.filter((id) => jobs.some((job) => job.id === id));
  const inOrder = jobs
    .toSorted((one, other) => numberOf(one) - numberOf(other))
    .filter(({ id }) => born.includes(id));
  const wrongs = {
    'a receipt without a wish, or the other way':
      (receipt !== null) !== (closeIntentOf(session) !== null),
    'closed, and nobody wished it': how === 'closed' && closeIntentOf(session) === null,
    'lost, and its context was not': how === 'lost' && plan.end.how !== 'perish',
    'said to be closed and is not': verdicts.includes('closed') && how !== 'closed',
    'its context is alive': core.contexts.alive.has(session.id),
    'it still holds something': (await core.stores.sessions.ledgerOf(session.id)).length > 0,
    'a statement of it has not ended': !jobs.every(isEnded),
    'statements ran out of their order':
      JSON.stringify(inOrder.map(({ id }) => id)) !== JSON.stringify([...new Set(born)]),
    'a statement ran after one of its request that did not succeed': jobs.some((job) =>
      jobs.some(
        (earlier) =>
          scriptOf(earlier) === scriptOf(job) &&
          numberOf(earlier) < numberOf(job) &&
          endingOf(earlier) !== 'succeeded' &&
          startedAt(job) !== null,
      ),
    ),
  };
  return Object.entries(wrongs)
    .filter(([, isWrong]) => isWrong)
    .map(([wrong]) => `${wrong} (${how}, ${verdicts.join(' ')})`);
}

function numberOf({ request }: Job): number {
  return request.session?.number ?? -1;
}

function scriptOf({ request }: Job): string | undefined {
  return request.session?.script;
}

function endingOf(job: Job): string {
  return isEnded(job) ? job.state.ending.how : job.state.status;
}

function wordOf(session: Session): string {
  if (!hasEnded(session)) return session.state.status;
  const isIdle = closeIntentOf(session)?.reason === 'timeout';
  return isIdle ? 'closed by idleness' : session.state.ending.how;
}
