import type { Session, SessionId } from '../session/session.ts';
import {
  type StatementsOrder,
  submitStatements,
  type SubmitStatementsAnswer,
} from './submit-statements.ts';

/** A text of any number of statements. One that the engine will not take fails when its turn comes. */
export type ScriptOrder = Omit<StatementsOrder, 'statements' | 'refused'> & {
  readonly sql: string;
};

export type SubmitScriptAnswer =
  | Exclude<SubmitStatementsAnswer, { kind: 'refused' }>
  /** More than may wait (`queued_statements`), so that none of them was looked at. */
  | { readonly kind: 'too_many_statements'; readonly count: number; readonly limit: number }
  /** There is nothing in it but spaces and comments; nothing was written. */
  | { readonly kind: 'empty'; readonly session: Session };

/** Cuts a text into its statements and writes all of them as queued in their session. */
export async function submitScript(
  ports: Parameters<typeof submitStatements>[0],
  projectId: string,
  sessionId: SessionId,
  { sql, ...order }: ScriptOrder,
): Promise<SubmitScriptAnswer> {
  const session = await ports.sessions.find(projectId, sessionId);
  if (!session) return { kind: 'unknown' };
  const engine = ports.sessionEngines.get(session.request.engine);
  if (!engine) return { kind: 'not_taking', session };
  const statements = await engine.splitStatements(sql);
  if (statements.length === 0) return { kind: 'empty', session };
  const { queued_statements: limit } = await ports.quotas.limitsOf(projectId);
  if (limit !== null && statements.length > limit) {
    return { kind: 'too_many_statements', count: statements.length, limit };
  }
  const answer = await submitStatements(ports, projectId, sessionId, {
    ...order,
    statements,
    refused: 'fails_in_turn',
  });
  if (answer.kind === 'refused') throw new Error('a statement that fails in its turn was refused');
  return answer;
}
