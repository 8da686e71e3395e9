import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JobError } from '../../../core/job/ending.ts';
import type { NamesAsked } from '../../../core/ports/names-asked.ts';
import { removePath } from '../path-release.ts';
import type {
  OpenSession,
  OpenTransaction,
  SavedSession,
  SaveSessions,
  SessionSave,
  Unsaved,
} from '../host-messages.ts';
import { HostSession } from './host-session.ts';
import type { Lake } from './lake.ts';
import { namesIn } from './names-in.ts';
import type { ResultFiles } from './result-files.ts';
import { runFailure } from './run-failure.ts';
import { saveSession } from './save-session.ts';
import { Turns } from './turns.ts';

/** They share the memory of results. */
const savedAtOnce = 8;

/** The sessions of this host. */
export class HostSessions {
  readonly #lake: Lake;
  readonly #files: ResultFiles;
  readonly #sessions = new Map<string, HostSession>();
  /** Those that are being saved, over the connections of their sessions. */
  readonly #saving = new Map<string, Promise<unknown>>();
  /** Those that are being made. */
  readonly #making = new Map<string, Promise<HostSession>>();
  #letGo = new AbortController();

  /** @param files also have the rows of those that move to another host */
  constructor(lake: Lake, files: ResultFiles) {
    this.#lake = lake;
    this.#files = files;
  }

  get ids(): string[] {
    return [...this.#sessions.keys()];
  }

  get transactions(): OpenTransaction[] {
    return [...this.#sessions.values()].flatMap(({ id: sessionId, openMs }) =>
      openMs === null ? [] : [{ sessionId, openMs }],
    );
  }

  of(sessionId: string): HostSession | undefined {
    return this.#sessions.get(sessionId);
  }

  async open(wanted: OpenSession): Promise<JobError | null> {
    return this.#add(wanted.sessionId, () => HostSession.open(this.#lake, wanted));
  }

  /**
   * It is on the list when it is whole, and not before.
   * @param isWanted asked then: whoever gave the order may have been followed
   */
  async restore(saved: SavedSession, isWanted: () => boolean): Promise<JobError | null> {
    return this.#add(saved.sessionId, async () => {
      const session = await HostSession.restore(this.#lake, this.#files, saved);
      if (isWanted()) return session;
      await session.close();
      throw new Error('another gateway gives the orders here');
    });
  }

  /** One that is being made is waited for. */
  async close(sessionId: string): Promise<boolean> {
    await this.#making.get(sessionId)?.catch(() => {});
    const session = this.#sessions.get(sessionId);
    if (!session) return false;
    await this.#saving.get(sessionId);
    await session.close();
    this.#sessions.delete(sessionId);
    return true;
  }

  /** On the session's own connection only between its statements, and outside of its transactions. */
  async namesIn({
    sessionId,
    ...asked
  }: NamesAsked & { readonly sessionId: string }): Promise<readonly string[]> {
    const session = this.#sessions.get(sessionId);
    if (session?.mayBeLookedAt) return session.look((own) => namesIn(own, asked));
    const connection = await this.#lake.connect();
    try {
      return await namesIn(connection, asked);
    } finally {
      this.#lake.giveBack(connection, false);
    }
  }

  /** Answers in time, with what is saved by then. Nothing runs in any of them until they are let go. */
  async save({ except, directory, forMs }: SaveSessions): Promise<SessionSave[]> {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#letGo = new AbortController();
    const late = AbortSignal.any([AbortSignal.timeout(forMs), this.#letGo.signal]);
    const turns = new Turns(savedAtOnce);
    const wanted = [...this.#sessions.values()].filter(({ id }) => !except.includes(id));
    for (const session of wanted) session.isHeld = true;
    return Promise.all(
      wanted.map(async (session): Promise<SessionSave> => {
        const why = await atRest(session, late);
        if (why) return { kind: 'unsaved', sessionId: session.id, why };
        return this.#save(session, directory, turns, late);
      }),
    );
  }

  /** Their host lives on. */
  async letGo(): Promise<void> {
    this.#letGo.abort();
    await Promise.all(this.#saving.values());
    for (const session of this.#sessions.values()) session.isHeld = false;
  }

  async #add(id: string, make: () => Promise<HostSession>): Promise<JobError | null> {
    if (this.#sessions.has(id)) return null;
    try {
      const making = make();
      this.#making.set(id, making);
      this.#sessions.set(id, await making);
      return null;
    } catch (error) {
      return runFailure(error, this.#lake);
    } finally {
      this.#making.delete(id);
    }
  }

  async #save(
    session: HostSession,
    directory: string,
    turns: Turns,
    late: AbortSignal,
  ): Promise<SessionSave> {
    const { id } = session;
    const unsaved = (why: Unsaved): SessionSave => ({ kind: 'unsaved', sessionId: id, why });
    const rowsFile = join(directory, `${id}.duckdb`);
    const saving = turns
      .take(async (): Promise<SessionSave> => {
        late.throwIfAborted();
        return { kind: 'saved', saved: await saveSession(session, this.#files, rowsFile, late) };
      })
      .catch(async (error: unknown) => {
        process.stderr.write(`a session was not saved: ${String(error)}\n`);
        await removePath(rowsFile);
        return unsaved(late.aborted ? 'not_in_time' : 'failed');
      });
    this.#saving.set(id, saving);
    void saving.then(() => this.#saving.delete(id));
    return Promise.race([saving, aborted(late).then(() => unsaved('not_in_time'))]);
  }
}

/**
 * Waits until nothing runs in it. What stands for itself is interrupted: it runs again elsewhere. The end of
 * a transaction is waited for.
 */
async function atRest(session: HostSession, late: AbortSignal): Promise<Unsaved | null> {
  const { work } = session;
  const isInside = work?.run.order.step === 'statement';
  if (work && isInside && session.transaction !== 'open') work.run.stop();
  if (work && !(isInside && session.transaction === 'open')) {
    const isDone = await Promise.race([
      work.done.then(() => true),
      aborted(late).then(() => false),
    ]);
    if (!isDone) return 'ignores_interrupts';
  }
  if (session.transaction === 'open') return 'open_transaction';
  await session.makeWay();
  return null;
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
