import { isEnded, type Job, leaseTokenOf } from '../../src/core/job/job.ts';
import type { Committed, Step } from '../../src/core/ports/job-store.ts';
import type { AroundCall } from '../support/watch-calls.ts';

/** Watches the ports of a gateway, and says which named point it has come to. */
export function gatewayPoints(pass: (point: string) => void): {
  readonly aroundJobs: AroundCall;
  readonly aroundLeases: AroundCall;
  readonly aroundEngine: AroundCall;
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
      const answer = call();
      if (!(answer instanceof Promise)) return answer;
      return answer.then((settled: unknown) => {
        const point = pointsAfterCall[method];
        if (point) pass(point);
        return settled;
      });
    },
  };
}

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
      return (answer as readonly Job[]).length === 0 ? null : 'claim written';
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
