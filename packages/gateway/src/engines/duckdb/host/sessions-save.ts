import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SavedSession, SessionSave, Unsaved } from '../messages/saved-session.ts';
import { Turns } from '../turns.ts';
import type { HostSession } from './host-session.ts';
import type { SavedFiles } from './saved-files.ts';
import { type Kept, lookInto, saveSession } from './save-session.ts';
import type { SavedRows } from './saved-rows.ts';

/** They share the memory of results. */
const atOnce = 8;
/** A file for each session takes longer than the few rows in it; many rows need no other to wait for them. */
const fewRows = 10_000;

/** One save of the sessions of a host. */
export class SessionsSave {
  readonly #files: SavedFiles;
  readonly #directory: string;
  readonly #letGo = new AbortController();
  readonly #late: AbortSignal;
  readonly #turns = new Turns(atOnce);
  /** The sessions whose connections it uses. */
  readonly #using = new Map<string, Promise<unknown>>();

  /**
   * @param files have the rows
   * @param directory for the files of this save alone
   * @param forMs whatever is not saved by then is told as such
   */
  constructor(files: SavedFiles, directory: string, forMs: number) {
    this.#files = files;
    this.#directory = directory;
    this.#late = AbortSignal.any([AbortSignal.timeout(forMs), this.#letGo.signal]);
  }

  /** Answers in time, with what is saved by then; few rows are saved before many. */
  async run(sessions: readonly HostSession[]): Promise<readonly SessionSave[]> {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    const few = this.#files.create(join(this.#directory, 'few.duckdb'));
    const saves = await Promise.all(sessions.map((session) => this.#save(session, few)));
    return (await isClosed(few)) ? saves : saves.map((save) => without(few, save));
  }

  /** Resolves when it does not use the connection of this session any more. */
  async done(sessionId: string): Promise<void> {
    await this.#using.get(sessionId);
  }

  /** Resolves when it uses no connection any more. */
  async stop(): Promise<void> {
    this.#letGo.abort();
    await Promise.all(this.#using.values());
  }

  async #save(session: HostSession, few: SavedRows): Promise<SessionSave> {
    const why = await atRest(session, this.#late);
    if (why) return unsaved(session.id, why);
    const saving = this.#lookAndSave(session, few).catch((error: unknown) => {
      process.stderr.write(`a session was not saved: ${String(error)}\n`);
      return unsaved(session.id, this.#late.aborted ? 'not_in_time' : 'failed');
    });
    this.#using.set(session.id, saving);
    return saving.finally(() => this.#using.delete(session.id));
  }

  async #lookAndSave(session: HostSession, few: SavedRows): Promise<SessionSave> {
    const kept = await this.#turns.take(async () => {
      this.#late.throwIfAborted();
      return lookInto(session);
    });
    const { rowCount } = kept;
    const save = () =>
      rowCount > fewRows
        ? this.#saveMany(session, kept)
        : saveSession(session, kept, few, this.#late);
    const saved = await this.#turns.take(save, () => rowCount);
    this.#late.throwIfAborted();
    return { kind: 'saved', saved };
  }

  async #saveMany(session: HostSession, kept: Kept): Promise<SavedSession> {
    const file = this.#files.create(join(this.#directory, `${session.id}.duckdb`));
    try {
      return await saveSession(session, kept, file, this.#late);
    } finally {
      // The disk may take its time.
      await Promise.race([file.close(), aborted(this.#late)]);
    }
  }
}

/** False when what should be in it is not. */
async function isClosed(file: SavedRows): Promise<boolean> {
  try {
    await file.close();
    return true;
  } catch (error) {
    process.stderr.write(`the rows of sessions were not saved: ${String(error)}\n`);
    return false;
  }
}

function without({ path }: SavedRows, save: SessionSave): SessionSave {
  const isIn = save.kind === 'saved' && save.saved.rowsFile === path;
  return isIn ? unsaved(save.saved.sessionId, 'failed') : save;
}

function unsaved(sessionId: string, why: Unsaved): SessionSave {
  return { kind: 'unsaved', sessionId, why };
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
