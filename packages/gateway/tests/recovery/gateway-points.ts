import { isEnded, type Job, leaseTokenOf } from '../../src/core/job/job.ts';
import type { Claimed, Committed, Step } from '../../src/core/ports/job-store.ts';
import type { SessionCommitted, SessionStep } from '../../src/core/ports/session-store.ts';
import { hasEnded, type Session, sessionLeaseOf } from '../../src/core/session/session.ts';
import type { AroundCall } from '../support/watch-calls.ts';

/** Watches the ports of a gateway, and says which named point it has come to. */
export function gatewayPoints(pass: (point: string) => void): {
  readonly aroundJobs: AroundCall;
  readonly aroundLeases: AroundCall;
  readonly aroundEngine: AroundCall;
  readonly aroundSessions: AroundCall;
  readonly aroundContexts: AroundCall;
  readonly aroundStatements: AroundCall;
} {
  return {
    aroundJobs: async (method, rest, call) => {
      const step = method === 'commit' ? (rest[0] as Step) : null;
      if (step && isEnded(step.after) && leaseTokenOf(step.before) !== null) pass('all released');
      const answer = await call();
      const point = pointAfterWrite(method, step, answer);
      if (point) pass(point);
      return answer;
    },

    aroundLeases: async (method, _rest, call) => {
      const answer = await call();
      if (method === 'acquire' && answer !== 'taken') pass('lease taken');
      return answer;
    },

    aroundEngine: (method, _rest, call) => {
      if (method === 'cancel') pass('rung next');
      if (method === 'forget') pass('forget next');
      return passAfter(call(), pointsAfterCall[method], pass);
    },

    aroundSessions: async (method, rest, call) => {
      const step = method === 'commit' ? (rest[0] as SessionStep) : null;
      if (step && hasEnded(step.after) && sessionLeaseOf(step.before) !== null) {
        pass('session all released');
      }
      const answer = await call();
      const point = pointAfterSessionWrite(method, step, answer);
      if (point) pass(point);
      return answer;
    },

    aroundContexts: (method, _rest, call) => {
      if (method === 'close') pass('close next');
      if (method === 'forget') pass('session forget next');
      return passAfter(call(), pointsAfterContext[method], pass);
    },

    aroundStatements: (method, [statement], call) => {
      const points = pointsOfStatement[method];
      if (!points) return call();
      const name = `statement ${numberOf(statement as Job | string)}`;
      pass(`${name} ${points.before}`);
      return passAfter(call(), `${name} ${points.after}`, pass);
    },
  };
}

function passAfter(
  answer: unknown,
  point: string | undefined,
  pass: (point: string) => void,
): unknown {
  if (!point || !(answer instanceof Promise)) return answer;
  return answer.then((settled: unknown) => {
    pass(point);
    return settled;
  });
}

/** A part of a script is named after its number. */
function numberOf(statement: Job | string): string {
  const id = typeof statement === 'string' ? statement : statement.id;
  return id.slice(id.indexOf('.') + 1);
}

const pointsOfStatement: Readonly<Record<string, { before: string; after: string }>> = {
  start: { before: 'next', after: 'started' },
  watch: { before: 'watched', after: 'observed' },
};

const pointsAfterCall: Readonly<Record<string, string>> = {
  start: 'start made',
  watch: 'end observed',
  cancel: 'rung told',
  release: 'one thing released',
  findByJob: 'fate found',
};

function pointAfterWrite(method: string, step: Step | null, answer: unknown): string | null {
  switch (method) {
    case 'submit':
      return 'submit written';
    case 'entomb':
      return 'tombstone written';
    case 'claim':
      return (answer as Claimed).jobs.length === 0 ? null : 'claim written';
    case 'commit':
      return step && (answer as Committed).kind === 'committed'
        ? pointAfterMove(step.before, step.after)
        : null;
    default:
      return null;
  }
}

function pointAfterMove(before: Job, after: Job): string | null {
  if (isEnded(after)) {
    return before.state.status === 'queued' ? 'cancel of a queued job written' : 'ending written';
  }
  if (before.state.status === after.state.status) {
    return leaseTokenOf(before) === leaseTokenOf(after) ? null : 'adoption written';
  }
  return `${after.state.status} written`;
}

const pointsAfterContext: Readonly<Record<string, string>> = {
  open: 'context opened',
  watch: 'context seen gone',
  close: 'close told',
  release: 'context released',
  find: 'context found',
};

function pointAfterSessionWrite(
  method: string,
  step: SessionStep | null,
  answer: unknown,
): string | null {
  switch (method) {
    case 'create':
      return 'session written';
    case 'submitStatements':
      return 'statement written';
    case 'place':
      return (answer as readonly Session[]).length === 0 ? null : 'session placed';
    case 'closeIdle':
      return (answer as readonly Session[]).length === 0 ? null : 'idle close written';
    case 'commit':
      return step && (answer as SessionCommitted).kind === 'committed'
        ? pointAfterSessionMove(step.before, step.after)
        : null;
    default:
      return null;
  }
}

function pointAfterSessionMove(before: Session, after: Session): string | null {
  if (hasEnded(after)) {
    const isWaiting = before.state.status === 'waiting';
    return isWaiting ? 'close of a waiting session written' : 'session ending written';
  }
  if (before.state.status === after.state.status) {
    return sessionLeaseOf(before) === sessionLeaseOf(after) ? null : 'session adopted';
  }
  return `session ${after.state.status} written`;
}
