import type { HttpClient } from '../http/http-client.ts';
import { readAnswer } from '../http/read-answer.ts';
import type { DliPlace } from './dli.ts';
import { isUnknown, toDliCancelAnswer } from './dli-answers.ts';
import type { Lane, SessionState, Sessions, WorkState } from './door.ts';
import {
  SessionAnswer,
  sessionState,
  StatementAnswer,
  statementRows,
  statementState,
} from './livy-statements.ts';

/** Sessions of DLI v2.0 (dli-api.md 3.3). */
export function dliSessions(http: HttpClient, place: DliPlace): Sessions {
  const base = `/v2.0/${place.projectId}/sessions`;
  const create = async (limits: object) => {
    const order = { kind: place.sessionKind, queue: place.queue, ...limits };
    const answer = await http.call('POST', base, order);
    return String(readAnswer('a session was asked for', answer, SessionAnswer).id);
  };
  return {
    unknownId: '00000000-0000-4000-8000-000000000000',
    isServed: async () => (await http.call('GET', `${base}?size=1`)).status === 200,
    open: () => create({}),
    // DLI's heartbeatTimeoutInSecond is a limit of idle time (dli-api.md 3.3.1).
    openWithHeartbeat: null,
    openWithIdleLimit: (seconds) => create({ heartbeatTimeoutInSecond: seconds }),
    async state(id): Promise<SessionState> {
      const answer = await http.call('GET', `${base}/${id}/state`);
      if (isUnknown(answer)) return { status: 'unknown', word: String(answer.status) };
      return sessionState(readAnswer('a session was looked at', answer, SessionAnswer).state);
    },
    close: async (id) => toDliCancelAnswer(await http.call('DELETE', `${base}/${id}`)),
    lane: (id) => dliStatements(http, `${base}/${id}/statements`, id),
  };
}

/** Statements of one session (dli-api.md 3.4). */
function dliStatements(http: HttpClient, base: string, sessionId: string): Lane {
  return {
    name: `session ${sessionId}`,
    refusesEnded: true,
    unknownId: '2147483000',
    submitWithLimit: null,
    async submit(code) {
      const answer = await http.call('POST', base, { code });
      return String(readAnswer('a statement was submitted', answer, StatementAnswer).id);
    },
    async state(id): Promise<WorkState> {
      const answer = await http.call('GET', `${base}/${id}`);
      if (isUnknown(answer)) return { status: 'unknown', word: String(answer.status), message: '' };
      return statementState(readAnswer('a statement was looked at', answer, StatementAnswer));
    },
    cancel: async (id) => toDliCancelAnswer(await http.call('POST', `${base}/${id}/cancel`)),
    async rows(id) {
      const answer = await http.call('GET', `${base}/${id}`);
      return statementRows(readAnswer('rows were asked for', answer, StatementAnswer));
    },
  };
}
