import type { JobError } from '../../core/job/ending.ts';
import type { CancelAnswer, Held, ReleaseCheck } from '../../core/job/receipt.ts';
import type { OutOfReach, Rung } from '../../core/ports/engine.ts';
import type {
  ContextGone,
  ContextRestored,
  FoundContext,
  OpenAnswer,
  ParsedStatement,
  SessionEngine,
  Statements,
} from '../../core/ports/session-engine.ts';
import type { NamesAsked } from '../../core/ports/names-asked.ts';
import type { Session, SessionId } from '../../core/session/session.ts';
import { HostTakenOverError } from './deadline.ts';
import { keepAsking } from './keep-asking.ts';
import { NoRoomError } from './memory-budget.ts';
import { outOfReach } from './out-of-reach.ts';
import type { Culprit } from './host-evictions.ts';
import type { ProjectHost } from './project-host.ts';
import { contextsIn, gone, goneAsWished, hostDied, SessionContext } from './session-context.ts';
import { savedAnswerMs, SessionMoves } from './session-moves.ts';
import { forbiddenFunctions } from './sql/function-rules.ts';
import type { Split } from './sql/split-sql.ts';
import { type SessionFates, tellFates } from './tell-fates.ts';
import { unless } from './unless.ts';

const answerMs = 2_000;
/** To roll a large transaction back takes its time. */
const closeMs = 5_000;
const killMs = 2_000;
/** In how many hosts one after the other a session is opened, where they die meanwhile. */
const mostHosts = 3;
/** Somebody types meanwhile. */
const namesMs = 2_000;
/** How long the answer of the last rung may take. */
export const evictMs = savedAnswerMs + killMs;

/** What the contexts need of the engine that runs their statements. */
export interface ContextPlace {
  readonly name: string;
  now(): number;
  parse(sql: string): Promise<ParsedStatement>;
  /** Where the statements of a text are; of more than `most` only how many. */
  split(sql: string, most: number): Promise<Split>;
  /** The project's host, started when it does not run. */
  hostOf(projectId: string): Promise<ProjectHost>;
  /** The project's host if it runs. */
  runningHost(projectId: string): Promise<ProjectHost | null>;
  /** SIGKILL, and the proof; what neighbours had not committed runs again, and their sessions go on. */
  killHost(host: ProjectHost, culprit: Culprit): Promise<CancelAnswer>;
  /** Where the sessions of this project are saved. */
  savedDir(projectId: string): string;
}

/** Sessions on DuckDB: a connection each, in the host of their project. */
export class DuckdbSessions implements SessionEngine {
  readonly kinds = ['sql'] as const;
  readonly ladder: readonly Rung[] = [
    { name: 'close', waitMs: closeMs },
    { name: 'kill-host', waitMs: killMs, answerMs: evictMs },
  ];
  readonly #place: ContextPlace;
  readonly #contexts = new Map<SessionId, SessionContext>();
  /** What others went through by the close of a session, and when all of that is known. */
  readonly #kills = new Map<SessionId, { told: Promise<void>; collateral: string[] }>();

  /** To another host, where theirs has to be killed. */
  readonly moves: SessionMoves;

  constructor(place: ContextPlace) {
    this.#place = place;
    this.moves = new SessionMoves(place, this.#contexts);
  }

  parseStatement(sql: string): Promise<ParsedStatement> {
    return this.#place.parse(sql);
  }

  async splitStatements(sql: string, most: number): Promise<Statements> {
    const { count, bounds } = await this.#place.split(sql, most);
    if (count > most) return { kind: 'too_many', count };
    const statements = Array.from({ length: count }, (_, at) =>
      sql.slice(bounds[at * 2], bounds[at * 2 + 1]),
    );
    const starts = Array.from({ length: count }, (_, at) => bounds[at * 2] ?? 0);
    return { kind: 'statements', statements, starts };
  }

  async namesIn(sessionId: SessionId, asked: NamesAsked): Promise<readonly string[]> {
    try {
      const order = { op: 'names', sessionId, ...asked } as const;
      const context = this.#contexts.get(sessionId);
      if (!context || context.isMoving) return [];
      const answer = await context.host.call(order, namesMs);
      return answer.names.filter((name) => !forbiddenFunctions.has(name));
    } catch {
      // It is busy, or about to go: nobody waits for this.
      return [];
    }
  }

  holds({ id }: Session): readonly Held[] {
    return [{ kind: 'context', engine: this.#place.name, ref: id }];
  }

  async open(session: Session, unwanted: AbortSignal): Promise<OpenAnswer> {
    for (let hosts = 1; ; hosts++) {
      try {
        return await this.#openOnce(session, unwanted);
      } catch (error) {
        const host = this.#contexts.get(session.id)?.host;
        const answer = await this.#afterFailedOpen(session.id, error);
        // Whatever was made of it went with its host, and the next one may live.
        if (!host?.isGone || hosts === mostHosts) return answer;
      }
    }
  }

  async #openOnce({ id, request }: Session, unwanted: AbortSignal): Promise<OpenAnswer> {
    const host = await unless(unwanted, this.#place.hostOf(request.projectId));
    if (host === null) return { kind: 'refused', error: notWanted };
    // On the list before it is made: a host that dies meanwhile takes it along.
    this.#add(id, request.projectId, host);
    const order = { sessionId: id, database: request.database };
    const { error } = await host.call({ op: 'open-session', ...order }, closeMs);
    if (!error) return { kind: 'opened' };
    this.#contexts.delete(id);
    return { kind: 'refused', error };
  }

  watch(sessionId: SessionId): Promise<ContextGone | OutOfReach | ContextRestored> {
    return this.#contexts.get(sessionId)?.watch() ?? Promise.resolve(gone(hostDied));
  }

  async close(sessionId: SessionId, rung: string): Promise<CancelAnswer> {
    const context = this.#contexts.get(sessionId);
    if (!context) return 'not_there';
    if (!context.mayCloseNow()) return 'told';
    if (context.host.isGone) return 'not_there';
    if (rung === 'kill-host') return this.#killFor(context);
    try {
      const order = { op: 'close-session', sessionId } as const;
      const { isThere, rolledBack } = await context.host.call(order, closeMs);
      context.end(goneAsWished(rolledBack));
      return isThere ? 'told' : 'not_there';
    } catch {
      return 'unreachable';
    }
  }

  async find({ id, request, state }: Session): Promise<FoundContext> {
    try {
      if (await this.#known(id, request.projectId)) return { kind: 'open' };
      // I7: orders of an earlier gateway are obeyed by nobody any more.
      const wasMade = state.status === 'open' || (state.status === 'closing' && state.openedAt);
      return wasMade ? gone(hostDied) : { kind: 'not_made' };
    } catch (error) {
      if (error instanceof NoRoomError) throw error;
      return outOfReach(error);
    }
  }

  /** Also one that an earlier gateway has made, which is looked for where it is asked for first. */
  async #known(id: SessionId, projectId: string): Promise<SessionContext | null> {
    const context = this.#contexts.get(id);
    if (context) return context;
    const host = await keepAsking(() => this.#place.runningHost(projectId));
    const look = host && !host.isGone ? await host.call({ op: 'look' }, answerMs) : null;
    if (!host || !look?.sessions.includes(id)) return null;
    const added = this.#add(id, projectId, host);
    added.isInTransaction = look.transactions.some(({ sessionId }) => sessionId === id);
    return added;
  }

  async release({ id, request }: Session, held: Held): Promise<ReleaseCheck> {
    await this.#kills.get(id)?.told;
    const at = this.#place.now();
    let host: ProjectHost | null;
    try {
      host = this.#contexts.get(id)?.host ?? (await this.#place.runningHost(request.projectId));
      if (!host) return { held, isGone: true, read: 'no host of the project runs', at };
      if (host.isGone) return { held, isGone: true, read: host.readout, at };
      const { sessions } = await host.call({ op: 'look' }, answerMs);
      const isGone = !sessions.includes(id);
      const among = `this one ${isGone ? 'not ' : ''}among them`;
      const read = `${host.readout}, has ${sessions.length} sessions, ${among}`;
      return { held, isGone, read, at };
    } catch (error) {
      return { held, isGone: false, read: outOfReach(error).error.message, at };
    }
  }

  collateral(sessionId: SessionId): readonly string[] {
    return this.#kills.get(sessionId)?.collateral ?? [];
  }

  /**
   * Its host was killed so that this one ends.
   * @returns where else may be told what that cost others
   */
  noteKill(sessionId: SessionId, fates: SessionFates): string[] {
    const collateral: string[] = [];
    const others = new Map([...fates].filter(([id]) => id !== sessionId));
    this.#kills.set(sessionId, { collateral, told: tellFates(others, collateral) });
    return collateral;
  }

  forget(sessionId: SessionId): void {
    this.#contexts.delete(sessionId);
    this.#kills.delete(sessionId);
  }

  /**
   * The host in which the session's statements run; null when its context is gone. While it moves to another
   * one, that is waited for.
   */
  async hostOf(sessionId: SessionId, projectId: string): Promise<ProjectHost | null> {
    const context = await this.#known(sessionId, projectId);
    await context?.settled();
    // One that has died this moment says so to the order: to ask the process table each time costs 0.1 ms.
    if (!context || context.isGone) return null;
    return context.host.isTakenOver ? null : context.host;
  }

  /** Whether a user's transaction goes with its host, as that has last told. */
  isInTransaction(sessionId: SessionId): boolean {
    return this.#contexts.get(sessionId)?.isInTransaction ?? false;
  }

  noteTransaction(sessionId: SessionId, isIn: boolean): void {
    const context = this.#contexts.get(sessionId);
    if (context) context.isInTransaction = isIn;
  }

  areIn(host: ProjectHost): boolean {
    return contextsIn(host, this.#contexts).length > 0;
  }

  /** The host obeys a later gateway: what becomes of its sessions is for that one to say. */
  abandon(host: ProjectHost): void {
    for (const context of contextsIn(host, this.#contexts))
      context.end(outOfReach(new HostTakenOverError()));
  }

  /**
   * How long the oldest transaction is open in a session that shares the host: with it the session cannot be
   * saved. In milliseconds; 0 also where the host does not say.
   */
  async longestTransactionBeside(host: ProjectHost, sessionId: SessionId | null): Promise<number> {
    if (!this.areIn(host)) return 0;
    const look = await host.call({ op: 'look' }, answerMs).catch(() => null);
    const others = look?.transactions.filter((each) => each.sessionId !== sessionId) ?? [];
    return Math.max(0, ...others.map(({ openMs }) => openMs ?? 0));
  }

  #killFor(context: SessionContext): Promise<CancelAnswer> {
    const isThere = () => !context.isGone;
    const culprit = { ref: null, sessionId: context.id, isThere };
    return this.#place.killHost(context.host, culprit);
  }

  #add(sessionId: SessionId, projectId: string, host: ProjectHost): SessionContext {
    const known = this.#contexts.get(sessionId);
    if (known?.host === host) return known;
    const added = new SessionContext(sessionId, projectId, host);
    this.#contexts.set(sessionId, added);
    return added;
  }

  /** Whether it was made is not known as long as its host lives: it is closed there, or dies with it. */
  async #afterFailedOpen(sessionId: SessionId, cause: unknown): Promise<OpenAnswer> {
    const context = this.#contexts.get(sessionId);
    const { error } = outOfReach(cause);
    if (!context) return { kind: 'refused', error };
    const { host } = context;
    await host.call({ op: 'close-session', sessionId }, closeMs).catch(() => {
      return this.#killFor(context);
    });
    this.#contexts.delete(sessionId);
    return { kind: 'refused', error };
  }
}

const notWanted: JobError = {
  code: 'engine',
  message: 'The session was closed before it was open.',
};
