import { expect, it } from 'vitest';
import { isEnded, type Job, type JobId } from '../../src/core/job/job.ts';
import { hasEnded, type SessionId } from '../../src/core/session/session.ts';
import type { Script } from '../../src/engines/scripted/script.ts';
import type { SessionScript } from '../../src/engines/scripted/scripted-sessions.ts';
import {
  cancelWaitMs,
  type Core,
  type CoreOptions,
  maria,
  startCore,
} from '../support/start-core.ts';
import type { AroundCall } from '../support/watch-calls.ts';

const projectId = 'project-1';
const everyStepMs = 180_000;

/** What is asked for in the middle of a session's life. */
type Wish = 'close the session' | 'cancel its first statement';

const runs: { wish: Wish; what: string; script: Script; sessionScript: SessionScript }[] = [
  { wish: 'close the session', what: 'that obeys', script: {}, sessionScript: {} },
  {
    wish: 'close the session',
    what: 'of which all obeys only the last rung',
    script: { obeys: 'kill' },
    sessionScript: { obeys: 'kill' },
  },
  { wish: 'cancel its first statement', what: 'that obeys', script: {}, sessionScript: {} },
  {
    wish: 'cancel its first statement',
    what: 'whose work obeys only the last rung',
    script: { obeys: 'kill' },
    sessionScript: {},
  },
];

for (const { wish, what, ...scripts } of runs) {
  it(
    `case 26: ${wish} at step 1, 2, 3 … of a session ${what}, until it ends before: every prefix ends rightly (I1, I3, I4, I8)`,
    { timeout: everyStepMs },
    async () => {
      const endings = new Set<string>();
      const wrongs: string[] = [];
      let played: Played;
      let wishAt = 0;
      do {
        played = await playOnce(wish, scripts, ++wishAt);
        endings.add(played.first);
        if (played.wrong !== null) wrongs.push(`step ${wishAt}: ${played.wrong}`);
      } while (played.isReached);

      expect(wrongs).toEqual([]);
      expect([...endings].sort()).toEqual(['cancelled', 'succeeded']);
      // Every call of the stores and every point of the engine is a step.
      expect(wishAt).toBeGreaterThan(40);
    },
  );
}

interface Played {
  readonly isReached: boolean;
  /** How the first statement ended. */
  readonly first: string;
  /** What did not end rightly; null is right. */
  readonly wrong: string | null;
}

/** A session opens, runs two statements and is closed; the wish comes at the step of that number. */
async function playOnce(wish: Wish, scripts: CoreOptions, wishAt: number): Promise<Played> {
  let step = 0;
  let given: Given | null = null;
  const isGiven = Promise.withResolvers<void>();
  const verdicts: Promise<string>[] = [];
  const pass = async () => {
    if (!given || ++step !== wishAt) return;
    // The run goes on when the wish is durable: from here on it must be carried out.
    await ask(core, wish, given);
    verdicts.push(hear(core, wish, given));
  };
  const around: AroundCall = async (_method, _rest, call) => {
    await pass();
    const answer = await call();
    await pass();
    return answer;
  };
  const core = await startCore({
    script: { ...scripts.script, at: pass },
    sessionScript: { ...scripts.sessionScript, at: () => isGiven.promise.then(pass) },
    aroundRunner: around,
    aroundSessionRunner: around,
  });
  given = await give(core);
  isGiven.resolve();
  for (const id of given.jobIds) await core.clock.runUntil(core.ended(id));
  const isEarly = verdicts.length > 0;
  const closed = await core.clock.runUntil(hear(core, 'close the session', given));
  const [told] = await core.clock.runUntil(Promise.all(verdicts));
  const isReached = step >= wishAt;

  const session = await core.stores.sessions.find(projectId, given.sessionId);
  const jobs = await Promise.all(given.jobIds.map((id) => core.read(id)));
  const seen = {
    session: session && hasEnded(session) ? session.state.ending.how : session?.state.status,
    hasReceipt: (await core.stores.sessions.receiptOf(given.sessionId)) !== null,
    held: await core.stores.sessions.ledgerOf(given.sessionId),
    statements: jobs.map((job) => endingOf(core, job)),
    told: told ?? 'nothing',
    closed,
  };
  // The sweep sees to the rest: one ending, one receipt, nothing alive, nothing held.
  await core.clock.runUntil(core.close());
  const wrong = isRight(wish, isEarly, seen) ? null : JSON.stringify(seen);
  return { isReached, first: seen.statements[0] ?? '', wrong };
}

interface Seen {
  readonly session: string | undefined;
  readonly hasReceipt: boolean;
  readonly held: readonly unknown[];
  /** Of each statement its ending, with a mark where it is not true. */
  readonly statements: readonly string[];
  readonly told: string;
  readonly closed: string;
}

/** @param isEarly whether the wish came before the statements had ended */
function isRight(wish: Wish, isEarly: boolean, seen: Seen): boolean {
  const { session, hasReceipt, held, statements, told, closed } = seen;
  const isOver = session === 'closed' && hasReceipt && held.length === 0;
  const [first, second] = statements;
  switch (wish) {
    case 'close the session':
      // Who asks for what was closed already is told so.
      return (
        isOver &&
        statements.every(
          (ending) => ending === 'succeeded' || (isEarly && ending === 'cancelled'),
        ) &&
        (isEarly ? told === 'closed' : closed === 'closed')
      );
    case 'cancel its first statement': {
      const isTold = told === (first === 'cancelled' ? 'cancelled' : 'ended_otherwise');
      const isUnharmed = second === 'succeeded' && closed === 'closed';
      return isOver && isUnharmed && (told === 'nothing' || isTold);
    }
  }
}

interface Given {
  readonly sessionId: SessionId;
  readonly jobIds: readonly JobId[];
}

async function give({ actions }: Core): Promise<Given> {
  const created = await actions.createSession({ projectId, owner: 'maria' });
  if (created.kind !== 'accepted') throw new Error(`the session was ${created.kind}`);
  const sessionId = created.session.id;
  const jobIds: JobId[] = [];
  for (const sql of ['SELECT 1', 'SELECT 2']) {
    const order = { owner: 'maria', statements: [sql] };
    const answer = await actions.submitStatements(projectId, sessionId, order);
    if (answer.kind !== 'accepted') throw new Error(`the statement was ${answer.kind}`);
    jobIds.push(...answer.jobs.map(({ id }) => id));
  }
  return { sessionId, jobIds };
}

async function ask({ actions }: Core, wish: Wish, given: Given): Promise<void> {
  if (wish === 'close the session') {
    await actions.requestClose(projectId, given.sessionId, maria);
  } else {
    await actions.requestCancel(projectId, given.jobIds[0] ?? '', maria);
  }
}

async function hear({ actions }: Core, wish: Wish, given: Given): Promise<string> {
  const verdict =
    wish === 'close the session'
      ? await actions.closeSession(projectId, given.sessionId, maria, cancelWaitMs)
      : await actions.cancelJob(projectId, given.jobIds[0] ?? '', maria, cancelWaitMs);
  return verdict.kind;
}

function endingOf({ engine }: Core, job: Job): string {
  if (!isEnded(job)) return job.state.status;
  const { how } = job.state.ending;
  const isTrue = engine.committed.has(job.id) === (how === 'succeeded');
  return isTrue ? how : `${how}, which is not true`;
}
