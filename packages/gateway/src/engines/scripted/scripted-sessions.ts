import type { JobError } from '../../core/job/ending.ts';
import type { CancelAnswer, Held, ReleaseCheck } from '../../core/job/receipt.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { OutOfReach, Rung } from '../../core/ports/engine.ts';
import type {
  ContextGone,
  FoundContext,
  OpenAnswer,
  ParsedStatement,
  SessionEngine,
  Statements,
} from '../../core/ports/session-engine.ts';
import type { NamesAsked } from '../../core/ports/names-asked.ts';
import type { SqlEngine } from '../../core/ports/sql-engine.ts';
import type { Session, SessionId } from '../../core/session/session.ts';

/** The places where an opening or closing can be held. */
export type SessionPoint =
  | 'open asked'
  /** Nobody has closed it yet; the context is made next. */
  | 'open agreed'
  | 'open made'
  | 'find asked'
  | `close ${string}`
  | 'release asked';

export interface SessionScript {
  /** Called, and waited for, at each point; one that is rejected makes the engine's call fail. */
  readonly at?: (point: SessionPoint, sessionId: SessionId) => Promise<void> | undefined;
  readonly refuses?: (session: Session) => JobError | null;
  /** The names that can be seen in every session. */
  readonly names?: readonly string[];
  /** The rung that contexts obey; those before it are ignored. */
  readonly obeys?: 'close' | 'kill';
}

/** The contexts of the engine that tests play by hand. */
export class ScriptedSessions implements SessionEngine {
  readonly kinds = ['sql'] as const;
  readonly ladder: readonly Rung[] = [
    { name: 'close', waitMs: 5_000 },
    { name: 'kill', waitMs: 5_000 },
  ];
  /** Every context that was ever made, in order. */
  readonly made: SessionId[] = [];
  /** Contexts that exist now. */
  readonly alive = new Set<SessionId>();
  readonly #engine: Pick<SqlEngine, 'name' | 'parse'>;
  readonly #clock: Clock;
  readonly #script: Required<SessionScript>;
  readonly #gone = new Map<SessionId, PromiseWithResolvers<ContextGone | OutOfReach>>();

  constructor(engine: Pick<SqlEngine, 'name' | 'parse'>, clock: Clock, script: SessionScript = {}) {
    this.#engine = engine;
    this.#clock = clock;
    this.#script = {
      at: () => undefined,
      refuses: () => null,
      names: [],
      obeys: 'close',
      ...script,
    };
  }

  /** The machine under a context dies, and the context with it. */
  perish(sessionId: SessionId): void {
    if (!this.alive.delete(sessionId)) return;
    const error: JobError = { code: 'engine', message: 'The scripted engine lost the session.' };
    this.#goneOf(sessionId).resolve({ kind: 'gone', error, remarks: [] });
  }

  async parseStatement(sql: string): Promise<ParsedStatement> {
    const parsed = await this.#engine.parse(sql);
    return parsed.kind === 'ok' ? { ...parsed, step: 'statement', leavesState: false } : parsed;
  }

  /** In little: a text in quotes may have no semicolon here. */
  async splitStatements(sql: string, most: number): Promise<Statements> {
    const found = [...sql.matchAll(/[^;\s][^;]*/g)];
    const statements = found.map(([one]) => one.trim());
    const starts = found.map(({ index }) => index);
    return statements.length > most
      ? { kind: 'too_many', count: statements.length }
      : { kind: 'statements', statements, starts };
  }

  async namesIn(_sessionId: SessionId, { begins }: NamesAsked): Promise<readonly string[]> {
    return this.#script.names.filter((name) => name.startsWith(begins));
  }

  holds({ id }: Session): readonly Held[] {
    return [{ kind: 'context', engine: this.#engine.name, ref: id }];
  }

  async open(session: Session, unwanted: AbortSignal): Promise<OpenAnswer> {
    await this.#script.at('open asked', session.id);
    const notWanted: JobError = { code: 'engine', message: 'not wanted any more' };
    const refusal = unwanted.aborted ? notWanted : this.#script.refuses(session);
    if (refusal) return { kind: 'refused', error: refusal };
    await this.#script.at('open agreed', session.id);
    this.made.push(session.id);
    this.alive.add(session.id);
    await this.#script.at('open made', session.id);
    return { kind: 'opened' };
  }

  watch(sessionId: SessionId): Promise<ContextGone | OutOfReach> {
    return this.#goneOf(sessionId).promise;
  }

  async close(sessionId: SessionId, rung: string): Promise<CancelAnswer> {
    await this.#script.at(`close ${rung}`, sessionId);
    if (!this.alive.has(sessionId)) return 'not_there';
    if (rung === this.#script.obeys || rung === 'kill') this.perish(sessionId);
    return 'told';
  }

  async find({ id }: Session): Promise<FoundContext> {
    await this.#script.at('find asked', id);
    if (this.alive.has(id)) return { kind: 'open' };
    return this.made.includes(id) ? this.#goneOf(id).promise : { kind: 'not_made' };
  }

  async release({ id }: Session, held: Held): Promise<ReleaseCheck> {
    await this.#script.at('release asked', id);
    const read = `alive: ${this.alive.size}`;
    return { held, isGone: !this.alive.has(id), read, at: this.#clock.now() };
  }

  collateral(): readonly string[] {
    return [];
  }

  forget(sessionId: SessionId): void {
    this.#gone.delete(sessionId);
  }

  #goneOf(sessionId: SessionId): PromiseWithResolvers<ContextGone | OutOfReach> {
    const known = this.#gone.get(sessionId) ?? Promise.withResolvers();
    this.#gone.set(sessionId, known);
    return known;
  }
}
