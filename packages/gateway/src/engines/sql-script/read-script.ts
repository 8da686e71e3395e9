import type { JobError } from '../../core/job/ending.ts';
import { placeStatements } from '../../core/job/place-statements.ts';
import type { StatementClass } from '../../core/job/job.ts';
import type { ParsedStatement, SessionEngine } from '../../core/ports/session-engine.ts';

/** A statement of a script, with its place in it. */
export interface ScriptStatement {
  /** Counts from 1. */
  readonly number: number;
  /** The line where it begins, from 1. */
  readonly line: number;
  readonly sql: string;
  readonly statementClass: StatementClass;
  /** Whether it leaves something for later ones that ends with the session. */
  readonly leavesState: boolean;
  /** The statements that are committed together, or not at all: a user's transaction, or this one alone. */
  readonly unit: Unit;
}

interface Unit {
  readonly first: number;
  readonly last: number;
}

export type ReadScript =
  /** At least one. */
  | { readonly kind: 'script'; readonly statements: readonly ScriptStatement[] }
  /** The message says which statement, and where. */
  | { readonly kind: 'refused'; readonly error: JobError }
  | { readonly kind: 'unwanted' };

type Reader = Pick<SessionEngine, 'splitStatements' | 'parseStatement'>;
type Placed = Pick<ScriptStatement, 'number' | 'line' | 'sql'>;
type Parsed = Placed & Extract<ParsedStatement, { kind: 'ok' }>;

/**
 * Reads a whole script before any of it runs: what its parser, or the rules of what may run at all, refuse is
 * told with nothing done.
 * @param unwanted aborts when nobody wants it any more
 */
export async function readScript(
  reader: Reader,
  bytes: Uint8Array,
  unwanted: AbortSignal,
): Promise<ReadScript> {
  const text = decode(bytes);
  if (text === null) return refused('It is no text in UTF-8.');
  const parsed: Parsed[] = [];
  for (const placed of await statementsOf(reader, text)) {
    if (unwanted.aborted) return { kind: 'unwanted' };
    const read = await reader.parseStatement(placed.sql);
    if (read.kind === 'refused') return { kind: 'refused', error: atPlace(placed, read.error) };
    if (read.parameterCount + read.parameterNames.length > 0) return refused(noValues, placed);
    parsed.push({ ...placed, ...read });
  }
  if (parsed.length === 0) {
    return refused('There is no statement in it: nothing but spaces and comments.');
  }
  return withUnits(parsed);
}

/** Says of an error which statement it is of. */
export function atPlace(
  { number, line }: Pick<ScriptStatement, 'number' | 'line'>,
  { code, message }: JobError,
): JobError {
  return { code, message: `Statement ${number} (line ${line}): ${message}` };
}

/** Null where it is something else. A mark of the byte order in front is none of the text. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

async function statementsOf(reader: Reader, text: string): Promise<readonly Placed[]> {
  const cut = await reader.splitStatements(text, Number.MAX_SAFE_INTEGER);
  if (cut.kind === 'too_many') throw new Error(`${cut.count} statements are more than any number`);
  return placeStatements(text, cut.statements, cut.starts).map(({ sql, line }, index) => ({
    number: index + 1,
    line,
    sql,
  }));
}

/** A transaction is one unit, from its BEGIN to its end. */
function withUnits(parsed: readonly Parsed[]): ReadScript {
  const statements: ScriptStatement[] = [];
  let open: Parsed[] = [];
  const close = (unit: Unit) => {
    for (const { number, line, sql, statementClass, leavesState } of open) {
      statements.push({ number, line, sql, statementClass, leavesState, unit });
    }
    open = [];
  };
  for (const statement of parsed) {
    const { number, step } = statement;
    open.push(statement);
    const goesOn = open.length > 1 ? step === 'statement' || step === 'begin' : step === 'begin';
    if (!goesOn) close({ first: open[0]?.number ?? number, last: number });
  }
  const [begin] = open;
  return begin ? refused(notEnded, begin) : { kind: 'script', statements };
}

const noValues = 'It has places for values, and a script has none to give.';
const notEnded =
  'The transaction that it begins is not ended. End it with COMMIT or ROLLBACK in the script.';

function refused(message: string, place?: Placed): ReadScript {
  const error: JobError = { code: 'syntax', message };
  return { kind: 'refused', error: place ? atPlace(place, error) : error };
}
