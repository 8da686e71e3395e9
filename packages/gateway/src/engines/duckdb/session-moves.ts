import { join } from 'node:path';
import type { SessionId } from '../../core/session/session.ts';
import type { ContextPlace } from './duckdb-sessions.ts';
import { removePath } from './path-release.ts';
import type { Culprit } from './host-evictions.ts';
import type { ProjectHost } from './project-host.ts';
import { contextsIn, type SessionContext, type SessionFate } from './session-context.ts';
import { Turns } from './turns.ts';

/** How long the sessions beside a statement that ignores interrupts are saved before its kill, all in all. */
const saveMs = 5_000;
/** A busy machine brings the answer late; without it all of them would be lost. */
export const savedAnswerMs = saveMs + 1_500;
/** They share the host, and whoever comes meanwhile waits for as many at most. */
const madeAtOnce = 4;

/** The sessions of a host that is to be killed move to the next one (I6). */
export class SessionMoves {
  readonly #place: Pick<ContextPlace, 'hostOf' | 'savedDir'>;
  readonly #contexts: ReadonlyMap<SessionId, SessionContext>;

  constructor(
    place: Pick<ContextPlace, 'hostOf' | 'savedDir'>,
    contexts: ReadonlyMap<SessionId, SessionContext>,
  ) {
    this.#place = place;
    this.#contexts = contexts;
  }

  /**
   * The host is to be killed. What its sessions keep is saved there, in bounded time; from now on none of
   * them takes a statement.
   * @param culprit what it is killed for: the connection of its session lets nobody in
   */
  async save(host: ProjectHost, { sessionId: culprit }: Culprit): Promise<void> {
    const moving = contextsIn(host, this.#contexts).filter(
      (context) => !context.isGone && !context.isMoving,
    );
    for (const context of moving) context.beginMove();
    const unsaved = { kind: 'unsaved', why: 'ignores_interrupts' } as const;
    if (culprit !== null) this.#contexts.get(culprit)?.noteSave({ ...unsaved, sessionId: culprit });
    await this.#saveOthers(host, moving, culprit);
  }

  async #saveOthers(
    host: ProjectHost,
    moving: readonly SessionContext[],
    culprit: SessionId | null,
  ): Promise<void> {
    const first = moving.find(({ id }) => id !== culprit);
    if (!first) return;
    const except = culprit === null ? [] : [culprit];
    const directory = this.#savedDir(first.projectId, host);
    try {
      const order = { op: 'save-sessions', except, directory, forMs: saveMs } as const;
      const { saves } = await host.call(order, savedAnswerMs);
      for (const save of saves) {
        const id = save.kind === 'saved' ? save.saved.sessionId : save.sessionId;
        this.#contexts.get(id)?.noteSave(save);
      }
    } catch {
      // It says nothing: what it has not said, it has not saved.
    }
  }

  /** The host is not killed after all. */
  async stay(host: ProjectHost): Promise<void> {
    await host.call({ op: 'let-sessions-go' }, savedAnswerMs).catch(() => {});
    const contexts = contextsIn(host, this.#contexts);
    await this.#forgetRows(host, contexts);
    await Promise.all(contexts.map((context) => context.stay()));
  }

  /**
   * A host is gone, and every context in it (I6). Those that were saved are made again in the next one.
   * @param busy those in which a statement runs again
   * @returns what becomes of each of its sessions
   */
  leave(
    host: ProjectHost,
    busy: ReadonlySet<SessionId>,
  ): ReadonlyMap<SessionId, Promise<SessionFate>> {
    const hostOf = (projectId: string) => this.#place.hostOf(projectId);
    const turns = new Turns(madeAtOnce);
    const contexts = contextsIn(host, this.#contexts);
    let left = contexts.length;
    const leave = async (context: SessionContext): Promise<SessionFate> => {
      if (busy.has(context.id)) context.hurry();
      const fate = await context.leave(hostOf, turns);
      left -= 1;
      if (left === 0) await this.#forgetRows(host, contexts);
      return fate;
    };
    return new Map(contexts.map((context) => [context.id, leave(context)]));
  }

  /** Where the sessions of this host are saved, and nobody else's. */
  #savedDir(projectId: string, { identity }: ProjectHost): string {
    return join(this.#place.savedDir(projectId), `${identity.pid}-${identity.startTime}`);
  }

  async #forgetRows(host: ProjectHost, [first]: readonly SessionContext[]): Promise<void> {
    if (first) await removePath(this.#savedDir(first.projectId, host)).catch(() => {});
  }
}
