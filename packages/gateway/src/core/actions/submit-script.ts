import type { Parameter } from '../job/parameter.ts';
import type { SessionEngine } from '../ports/session-engine.ts';
import type { Session, SessionId } from '../session/session.ts';
import {
  type StatementsOrder,
  submitStatements,
  type SubmitStatementsAnswer,
} from './submit-statements.ts';

/** A text of any number of statements. One that the engine will not take fails when its turn comes. */
export type ScriptOrder = Omit<StatementsOrder, 'statements' | 'parameters' | 'refused' | 'key'> & {
  readonly sql: string;
  /**
   * Values for the parameters of the one statement that the text then has to be. It is executed once for
   * each of these, in their order. Absent: of nothing a value is given.
   */
  readonly parameterSets?: readonly (readonly Parameter[])[] | undefined;
};

export type SubmitScriptAnswer =
  | Exclude<SubmitStatementsAnswer, { kind: 'refused' | 'key_taken' }>
  /** More than may wait (`queued_statements`), so that none of them was looked at. */
  | { readonly kind: 'too_many_statements'; readonly count: number; readonly limit: number }
  /** Values were given for it, and it is not one statement. Nothing was written. */
  | { readonly kind: 'parameters_of_several'; readonly count: number }
  /** The statement takes another number of values than one of its sets has. Nothing was written. */
  | ParametersDoNotFit
  /** A statement of the text takes values, and none were given. Nothing was written. */
  | ParametersMissing
  /** It takes values by name, and a set gives them by place. Nothing was written. */
  | ParametersByName
  /** Executed as often as this it would be longer than any text. Nothing was written. */
  | { readonly kind: 'too_long'; readonly length: number; readonly limit: number }
  /** There is nothing in it but spaces and comments; nothing was written. */
  | { readonly kind: 'empty'; readonly session: Session };

interface ParametersDoNotFit {
  readonly kind: 'parameters_do_not_fit';
  /** Of the set, counted from 0. */
  readonly index: number;
  readonly wanted: number;
  readonly given: number;
}

interface ParametersMissing {
  readonly kind: 'parameters_missing';
  readonly wanted: number;
}

interface ParametersByName {
  readonly kind: 'parameters_by_name';
  readonly names: readonly string[];
}

/** Of all that one text asks for; each execution keeps the text of its statement. In characters. */
const longestScript = 10_000_000;

/** Cuts a text into its statements and writes all of them as queued in their session. */
export async function submitScript(
  ports: Parameters<typeof submitStatements>[0],
  projectId: string,
  sessionId: SessionId,
  { sql, parameterSets, ...order }: ScriptOrder,
): Promise<SubmitScriptAnswer> {
  const session = await ports.sessions.find(projectId, sessionId);
  if (!session) return { kind: 'unknown' };
  const engine = ports.sessionEngines.get(session.request.engine);
  if (!engine) return { kind: 'not_taking', session };
  const { queued_statements: limit } = await ports.quotas.limitsOf(projectId);
  const most = limit ?? Infinity;
  const cut = await engine.splitStatements(sql, parameterSets ? 1 : most);
  if (cut.kind === 'too_many') {
    const { count } = cut;
    return parameterSets
      ? { kind: 'parameters_of_several', count }
      : { kind: 'too_many_statements', count, limit: most };
  }
  const [only] = cut.statements;
  if (only === undefined) return { kind: 'empty', session };
  const statements = parameterSets ? parameterSets.map(() => only) : cut.statements;
  if (statements.length > most) {
    return { kind: 'too_many_statements', count: statements.length, limit: most };
  }
  const length = parameterSets ? only.length * statements.length : sql.length;
  if (length > longestScript) return { kind: 'too_long', length, limit: longestScript };
  const unfit = parameterSets
    ? await findUnfit(engine, only, parameterSets)
    : await findMissing(engine, statements);
  if (unfit) return unfit;
  const answer = await submitStatements(ports, projectId, sessionId, {
    ...order,
    statements,
    parameters: parameterSets,
    refused: 'fails_in_turn',
  });
  if (answer.kind === 'refused') throw new Error('a statement that fails in its turn was refused');
  if (answer.kind === 'key_taken') throw new Error('a text has no key, and one was taken');
  return answer;
}

/** Null where all fit, and where the statement itself cannot be read: that is said in its turn. */
async function findUnfit(
  engine: SessionEngine,
  statement: string,
  sets: readonly (readonly Parameter[])[],
): Promise<ParametersDoNotFit | ParametersByName | null> {
  const parsed = await engine.parseStatement(statement);
  if (parsed.kind === 'refused') return null;
  const { parameterCount: wanted, parameterNames: names } = parsed;
  if (names.length > 0) return { kind: 'parameters_by_name', names };
  const index = sets.findIndex(({ length }) => length !== wanted);
  const given = sets[index]?.length;
  return given === undefined ? null : { kind: 'parameters_do_not_fit', index, wanted, given };
}

/** Null also where values would be missing only behind a statement that cannot be read: that one ends the text. */
async function findMissing(
  engine: SessionEngine,
  statements: readonly string[],
): Promise<ParametersMissing | ParametersByName | null> {
  for (const statement of statements) {
    const parsed = await engine.parseStatement(statement);
    if (parsed.kind === 'refused') return null;
    const { parameterCount: wanted, parameterNames: names } = parsed;
    if (names.length > 0) return { kind: 'parameters_by_name', names };
    if (wanted > 0) return { kind: 'parameters_missing', wanted };
  }
  return null;
}
