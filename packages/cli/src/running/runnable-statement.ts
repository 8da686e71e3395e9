import type { SluiceClient, SubmitOrder } from '@sluice/client';
import type { Runnable } from './run-job.ts';

/** What is submitted: a job of its own, or a statement of a session. Each has a key. */
export type Statement = (SubmitOrder | SessionStatement) & { readonly key: string };
type SessionStatement = Pick<SubmitOrder, 'sql' | 'parameters' | 'tags' | 'use_variables'> & {
  readonly sessionId: string;
};

export function runnableStatement(client: SluiceClient, statement: Statement): Runnable {
  const { key } = statement;
  if (!('sessionId' in statement)) {
    return { key, run: (lease, options) => client.run({ ...statement, ...lease }, options) };
  }
  const { sessionId, ...order } = statement;
  return {
    key,
    run: (lease, options) => client.sessions.run(sessionId, { ...order, ...lease }, options),
  };
}
