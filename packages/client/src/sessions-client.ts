import type {
  ClientLease,
  Job,
  Session,
  SessionEvent,
  SessionEventList,
  SessionList,
  SessionListQuery,
  SessionOrder,
  SessionReceipt,
  StatementList,
  StatementListQuery,
  StatementsOrder,
  SubmitOrder,
  SubmittedStatements,
} from '@sluice/protocol';
import { callGateway, type Gateway } from './call-gateway.ts';
import { getFromGateway } from './get-from-gateway.ts';
import type { CancelOptions } from './cancel-job.ts';
import { type CloseVerdict, closeSession } from './close-session.ts';
import { keepClientLease, renewLease } from './keep-client-lease.ts';
import { persist } from './persist.ts';
import { runJob, type RunOptions } from './run-job.ts';
import type { CallOptions } from './sluice-client.ts';
import { newKey, type SubmitOptions } from './submit-job.ts';
import type { Awaited } from './wait-for-job.ts';
import { type SessionWaitOptions, waitForSession } from './wait-for-session.ts';

/** Sessions and their statements. A statement is a job: it is waited for, read and cancelled as one. */
export class SessionsClient {
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** Makes a session. It can be repeated safely: it has a key, and the key one session. */
  create(
    order: SessionOrder = {},
    { timeoutMs = this.#gateway.answerMs, patienceMs = 1_000, signal }: SubmitOptions = {},
  ): Promise<Session> {
    const body = { ...order, key: order.key ?? newKey() };
    const call = { method: 'POST', path: '/sessions', body, timeoutMs, signal } as const;
    return persist(() => callGateway<Session>(this.#gateway, call, 'status'), patienceMs, signal);
  }

  get(sessionId: string, options: CallOptions = {}): Promise<Session> {
    return getFromGateway<Session>(this.#gateway, pathOf(sessionId), 'status', options);
  }

  /** One page of the project's sessions, the newest first unless another order is asked for. */
  list(query: SessionListQuery = {}, options: CallOptions = {}): Promise<SessionList> {
    return getFromGateway<SessionList>(this.#gateway, '/sessions', 'sessions', options, query);
  }

  /** Waits until the session neither waits nor starts any more, or the time is up. */
  wait(sessionId: string, options: SessionWaitOptions = {}): Promise<Session> {
    return waitForSession(this.#gateway, sessionId, options);
  }

  /** Asks for the close, and waits for its proof. */
  close(sessionId: string, options: CancelOptions = {}): Promise<CloseVerdict> {
    return closeSession(this.#gateway, sessionId, options);
  }

  /** Lets the client lease of a session begin anew; without that it is closed when it runs out. */
  renewLease(sessionId: string, options: CallOptions = {}): Promise<ClientLease> {
    return renewLease(this.#gateway, { sessionId }, options);
  }

  /** Renews it until this is disposed of. */
  keepLease(sessionId: string, leaseMs: number): Disposable {
    return keepClientLease(this.#gateway, { sessionId }, leaseMs);
  }

  /** What the close of this session did. */
  receipt(sessionId: string, options: CallOptions = {}): Promise<SessionReceipt> {
    return getFromGateway<SessionReceipt>(
      this.#gateway,
      `${pathOf(sessionId)}/closing`,
      'phases',
      options,
    );
  }

  /** All that happened to it, the oldest first. */
  async events(sessionId: string, options: CallOptions = {}): Promise<readonly SessionEvent[]> {
    const path = `${pathOf(sessionId)}/events`;
    return (await getFromGateway<SessionEventList>(this.#gateway, path, 'events', options)).events;
  }

  /**
   * Submits statements: a job for each. One that comes alone has a key, and can be repeated safely; a submit
   * of several whose answer was lost may have arrived.
   */
  async submit(
    sessionId: string,
    order: StatementsOrder,
    { timeoutMs = this.#gateway.answerMs, patienceMs = 1_000, signal }: SubmitOptions = {},
  ): Promise<readonly Job[]> {
    const path = `${pathOf(sessionId)}/statements`;
    const isAlone = order.statements.length === 1;
    const body = isAlone ? { ...order, key: order.key ?? newKey() } : order;
    const call = { method: 'POST', path, body, timeoutMs, signal } as const;
    const submit = () => callGateway<SubmittedStatements>(this.#gateway, call, 'statements');
    return (await persist(submit, isAlone ? patienceMs : 0, signal)).statements;
  }

  /**
   * Submits one statement, and waits until it has ended, or the time is up. Aborting the signal cancels it and
   * keeps the session: then it throws StoppedError. A client lease of the order is kept until then.
   */
  run(
    sessionId: string,
    { sql, ...order }: Omit<StatementsOrder, 'statements'> & Pick<SubmitOrder, 'sql'>,
    options: RunOptions = {},
  ): Promise<Awaited> {
    const { key = newKey() } = order;
    const submit = async (how: SubmitOptions) => {
      const [job] = await this.submit(sessionId, { ...order, key, statements: [sql] }, how);
      if (!job) throw new TypeError('a statement was accepted without a job');
      return job;
    };
    return runJob(this.#gateway, { ...order, key, submit }, options);
  }

  /** One page of the session's statements, the oldest first unless another order is asked for. */
  statements(
    sessionId: string,
    query: StatementListQuery = {},
    options: CallOptions = {},
  ): Promise<StatementList> {
    const path = `${pathOf(sessionId)}/statements`;
    return getFromGateway<StatementList>(this.#gateway, path, 'statements', options, query);
  }

  /** @param number counts the statements of the session from 0 */
  statement(sessionId: string, number: number, options: CallOptions = {}): Promise<Job> {
    return getFromGateway<Job>(
      this.#gateway,
      `${pathOf(sessionId)}/statements/${number}`,
      'status',
      options,
    );
  }
}

function pathOf(sessionId: string): string {
  return `/sessions/${encodeURIComponent(sessionId)}`;
}
