import type { HttpClient } from '../http/http-client.ts';
import { readAnswer } from '../http/read-answer.ts';
import type { Door, Lane, SessionState, Sessions, WorkState } from './door.ts';
import { toLivyCancelAnswer } from './livy-answers.ts';
import { livyBatches } from './livy-batches.ts';
import {
  SessionAnswer,
  sessionState,
  StatementAnswer,
  statementRows,
  statementState,
} from './livy-statements.ts';

/** Apache Livy's API (livy-api.md). Its ids are integers. */
export function openLivyDoor(http: HttpClient, { sessionKind }: { sessionKind: string }): Door {
  return { jobs: null, sessions: livySessions(http, sessionKind), batches: livyBatches(http) };
}

const noSuchId = '2147483000';

function livySessions(http: HttpClient, kind: string): Sessions {
  const create = async (limits: object) => {
    const answer = await http.call('POST', '/sessions', { kind, ...limits });
    return String(readAnswer('a session was asked for', answer, SessionAnswer).id);
  };
  return {
    unknownId: noSuchId,
    isServed: async () => (await http.call('GET', '/sessions?size=1')).status === 200,
    open: () => create({}),
    openWithHeartbeat: (seconds) => create({ heartbeatTimeoutInSecond: seconds }),
    openWithIdleLimit: (seconds) => create({ ttl: `${seconds}s` }),
    async state(id): Promise<SessionState> {
      const answer = await http.call('GET', `/sessions/${id}/state`);
      if (answer.status === 404) return { status: 'unknown', word: '404' };
      return sessionState(readAnswer('a session was looked at', answer, SessionAnswer).state);
    },
    close: async (id) => toLivyCancelAnswer(await http.call('DELETE', `/sessions/${id}`)),
    lane: (id) => livyLane(http, id, kind),
  };
}

function livyLane(http: HttpClient, sessionId: string, kind: string): Lane {
  const base = `/sessions/${sessionId}/statements`;
  return {
    name: `session ${sessionId}`,
    // Livy answers 200 "canceled" of a statement that had ended (livy-api.md 1).
    refusesEnded: false,
    unknownId: noSuchId,
    submitWithLimit: null,
    async submit(code) {
      const answer = await http.call('POST', base, { code, kind });
      return String(readAnswer('a statement was submitted', answer, StatementAnswer).id);
    },
    async state(id): Promise<WorkState> {
      const answer = await http.call('GET', `${base}/${id}`);
      if (answer.status === 404) return { status: 'unknown', word: '404', message: '' };
      return statementState(readAnswer('a statement was looked at', answer, StatementAnswer));
    },
    cancel: async (id) => toLivyCancelAnswer(await http.call('POST', `${base}/${id}/cancel`, {})),
    async rows(id) {
      const answer = await http.call('GET', `${base}/${id}`);
      return statementRows(readAnswer('rows were asked for', answer, StatementAnswer));
    },
  };
}
