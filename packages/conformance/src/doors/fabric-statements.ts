import { type Static, Type } from 'typebox';
import type { HttpClient } from '../http/http-client.ts';
import { readAnswer } from '../http/read-answer.ts';
import type { Lane, WorkState, WorkStatus } from './door.ts';
import { toFabricCancelAnswer } from './fabric-answers.ts';

const Statement = Type.Object({
  status: Type.Integer(),
  statement_id: Type.String(),
  results: Type.Optional(
    Type.Array(
      Type.Object({
        sql_state: Type.Optional(Type.Unknown()),
        message: Type.Optional(Type.String()),
        result_set: Type.Optional(
          Type.Object({ rows: Type.Optional(Type.Array(Type.Array(Type.Unknown()))) }),
        ),
      }),
    ),
  ),
});
const Records = Type.Object({ records: Type.Array(Type.Object({ status: Type.String() })) });

/** Statements of one session; one is submitted with the session's id in the body (fabric-api.md 6). */
export function fabricStatements(http: HttpClient, sessions: string, sessionId: string): Lane {
  const base = `${sessions}/${sessionId}/statements`;
  const show = async (id: string) => {
    const answer = await http.call('GET', `${base}/${id}?page_num=1`);
    return answer.status === 404
      ? null
      : readAnswer('a statement was looked at', answer, Statement);
  };
  return {
    name: `session ${sessionId}`,
    // A cancel of an ended statement is 200 and does nothing (fabric-api.md 15).
    refusesEnded: false,
    unknownId: '00000000-0000-4000-8000-000000000000',
    submitWithLimit: null,
    async submit(code) {
      const order = { session_id: sessionId, statement: code, is_sync: false };
      const answer = await http.call('POST', `${sessions}/statements`, order);
      return readAnswer('a statement was submitted', answer, Statement).statement_id;
    },
    async state(id): Promise<WorkState> {
      const statement = await show(id);
      if (!statement) return { status: 'unknown', word: '404', message: '' };
      const message = statement.results?.at(-1)?.message ?? '';
      const status = statusOf(statement);
      if (status !== 'failed') return { status, word: String(statement.status), message };
      // No number means "cancelled": the record has the word (fabric-api.md 6.3, 7.1).
      const answer = await http.call('GET', `${base}?statement_id=${id}`);
      const [record] = readAnswer('a record was looked at', answer, Records).records;
      const isCancelled = record?.status === 'CANCELED';
      const word = `${statement.status} ${record?.status ?? ''}`.trim();
      return { status: isCancelled ? 'cancelled' : 'failed', word, message };
    },
    cancel: async (id) => toFabricCancelAnswer(await http.call('POST', `${base}/${id}/cancel`)),
    async rows(id) {
      const statement = await show(id);
      return (statement?.results ?? []).flatMap(({ result_set }) => result_set?.rows ?? []);
    },
  };
}

function statusOf({ status }: Static<typeof Statement>): WorkStatus {
  switch (status) {
    case 0:
    case 2:
      return 'succeeded';
    case 1:
      return 'running';
    case 3:
      return 'waiting';
    case -1:
    case 4:
      return 'failed';
    default:
      throw new Error(`a statement has no status ${status}`);
  }
}
