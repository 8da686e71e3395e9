import { setImmediate } from 'node:timers/promises';
import { CompiledQuery, type ControlledTransaction, type Kysely, type Transaction } from 'kysely';
import type { StoreObserver } from '../../core/ports/store-observer.ts';
import type { Ahead, InBulk } from '../database.ts';
import { runCompiled } from '../run-compiled.ts';
import type { CommitDisk } from './sync-beside.ts';
import { StateInDoubtError } from './state-in-doubt-error.ts';
import { whyUnwritten } from './why-unwritten.ts';
import { beginWriting } from './writer-dialect.ts';

/** A slice ends when it took this long, so that neither a caller nor the event loop waits for more. */
const sliceMs = 5;
/** Or when it has this many writes, so that a failing commit fails few. */
const sliceLength = 100;

type Work<Schema, T> = (transaction: Transaction<Schema>) => Promise<T>;

/** A write that waits for its turn. */
interface Write<Schema> {
  /** Does the work, again where the first time was rolled back; what it returns tells the caller. */
  run(transaction: Transaction<Schema>): Promise<Teller>;
  reject(reason: unknown): void;
}

interface Teller {
  /** The slice is committed, and on its way to the disk. */
  committed?(onDisk: Promise<void>): void;
  /** @param tookMs how long the slice took, from its turn until it was on disk */
  synced(tookMs: number): void;
}

/**
 * Puts the writes of many callers into one transaction, since a commit costs a sync of the disk and a
 * write hardly anything. One that fails fails alone: all of its slice are run anew then, each with a savepoint
 * of its own. A caller hears of success only after the commit and its sync, in which case it is on disk.
 */
export class GroupCommit<Schema> {
  readonly #database: Kysely<Schema>;
  readonly #disk: Pick<CommitDisk, 'sync' | 'ready'>;
  readonly #observer: StoreObserver | undefined;
  readonly #waiting: Write<Schema>[] = [];
  readonly #waitingInBulk: Write<Schema>[] = [];
  readonly #beforeCommit: (() => void)[] = [];
  readonly #afterCommit: (() => void)[] = [];
  /** How long the others may still go before the next write in bulk. */
  #othersMs = 0;
  /** Whether they had a commit since then while one in bulk waited. */
  #hadOthers = false;
  #running: Promise<void> | null = null;
  #onDisk: Promise<void> | null = null;
  #doubt: StateInDoubtError | null = null;
  #isClosed = false;

  /** @param disk has what was committed; others go on meanwhile, and more writes gather */
  constructor(
    database: Kysely<Schema>,
    disk: Pick<CommitDisk, 'sync' | 'ready'>,
    observer?: StoreObserver,
  ) {
    this.#database = database;
    this.#disk = disk;
    this.#observer = observer;
  }

  /**
   * What a reader's answer waits for: he may see a commit before it is on disk, and the power may fail
   * between the two. Null where all that he can see is on disk.
   */
  get onDisk(): Promise<void> | null {
    return this.#onDisk;
  }

  /** @throws StateInDoubtError for good, once a sync has failed */
  write<T>(work: Work<Schema, T>): Promise<T> {
    return this.#enqueue(this.#waiting, work, (answer, resolve) => ({
      synced: () => resolve(answer),
    }));
  }

  /** Answers at the commit, for who does nothing meanwhile that a failure of the power would not undo as well. */
  writeAhead<T>(work: Work<Schema, T>): Promise<Ahead<T>> {
    return this.#enqueue(this.#waiting, work, (answer, resolve) => ({
      committed: (onDisk) => resolve({ answer, onDisk }),
      synced: nothing,
    }));
  }

  /**
   * One of many writes of which no single one is waited for. Such writes have commits of their own, and
   * after each the other writes have as much time as it took: somebody who writes several times, one
   * after the other, waits for one of these and not for one each time.
   */
  writeInBulk<T>(work: Work<Schema, T>): Promise<InBulk<T>> {
    return this.#enqueue(this.#waitingInBulk, work, (answer, resolve) => ({
      synced: (tookMs) => resolve({ answer, tookMs }),
    }));
  }

  /** Calls `listener` before each commit; what it asks to be written is in the same, unless others still wait. */
  beforeCommit(listener: () => void): void {
    this.#beforeCommit.push(listener);
  }

  /** Calls `listener` after each commit, before anybody is told of it. */
  afterCommit(listener: () => void): void {
    this.#afterCommit.push(listener);
  }

  #enqueue<T, Told>(
    queue: Write<Schema>[],
    work: Work<Schema, T>,
    tellerOf: (answer: T, resolve: (told: Told) => void) => Teller,
  ): Promise<Told> {
    if (this.#isClosed) return Promise.reject(new Error('the store is closed'));
    const askedAt = performance.now();
    const took = () => performance.now() - askedAt;
    return new Promise<Told>((resolve, reject) => {
      const run = async (transaction: Transaction<Schema>) => {
        const teller = tellerOf(await work(transaction), resolve);
        return {
          ...teller,
          synced: (tookMs: number) => {
            this.#observer?.wrote(took(), 'committed');
            teller.synced(tookMs);
          },
        };
      };
      const fail = (reason: unknown) => {
        this.#observer?.wrote(took(), 'failed');
        reject(whyUnwritten(reason));
      };
      queue.push({ run, reject: fail });
      this.#running ??= this.#run();
    });
  }

  /** Refuses new writes and lets those that wait be committed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length + this.#waitingInBulk.length > 0) {
      // Others get their turn between two slices, and more writes gather meanwhile.
      await setImmediate();
      await this.#disk.ready();
      await this.#commitSlice();
    }
    this.#running = null;
  }

  async #commitSlice(): Promise<void> {
    const transaction = await this.#begin();
    if (!transaction) return;
    const slice = new Map<Write<Schema>, Teller>();
    const queue = this.#nextQueue();
    const begunAt = performance.now();
    let tookMs = 0;
    let arrived = nothing;
    try {
      await this.#runSlice(transaction, queue, slice);
      arrived = await this.#commit(transaction, slice);
    } catch (error) {
      await rollBack(transaction);
      for (const write of slice.keys()) write.reject(error);
      return;
    } finally {
      tookMs = performance.now() - begunAt;
      this.#noteTurn(queue, tookMs);
    }
    this.#observer?.committedTogether(slice.size);
    for (const teller of slice.values()) teller.synced(tookMs);
    arrived();
  }

  async #runSlice(
    transaction: ControlledTransaction<Schema>,
    queue: Write<Schema>[],
    slice: Map<Write<Schema>, Teller>,
  ): Promise<void> {
    const until = performance.now() + sliceMs;
    let isApart = false;
    while (slice.size < sliceLength && performance.now() < until) {
      if (queue.length === 0) this.#tellBeforeCommit();
      const write = queue.shift();
      if (!write) return;
      slice.set(write, silent);
      try {
        const running = isApart ? runApart(transaction, write) : write.run(transaction);
        slice.set(write, await running);
      } catch (error) {
        if (isApart) throw error;
        isApart = true;
        await this.#runAnew(transaction, slice);
      }
    }
    this.#tellBeforeCommit();
  }

  /** One has failed, and nothing shows which rows are its own. */
  async #runAnew(
    transaction: ControlledTransaction<Schema>,
    slice: Map<Write<Schema>, Teller>,
  ): Promise<void> {
    // After a full disk, say, the database has rolled back by itself.
    await runCompiled(transaction, anew.rollBack).catch(nothing);
    await runCompiled(transaction, anew.begin);
    for (const write of slice.keys()) slice.set(write, await runApart(transaction, write));
  }

  #tellBeforeCommit(): void {
    for (const listener of this.#beforeCommit) listener();
  }

  /**
   * I2: nobody hears of what may not be on disk, neither who wrote it nor who reads it, but who asked to.
   * @returns lets go those who wait for the disk; it is there
   */
  async #commit(
    transaction: ControlledTransaction<Schema>,
    slice: ReadonlyMap<Write<Schema>, Teller>,
  ): Promise<() => void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(nothing);
    // From here on, since others may read before this function goes on.
    this.#onDisk = promise;
    try {
      await transaction.commit().execute();
    } catch (error) {
      this.#onDisk = null;
      resolve();
      throw error;
    }
    for (const listener of this.#afterCommit) listener();
    try {
      const syncing = this.#disk.sync();
      for (const teller of slice.values()) teller.committed?.(promise);
      await syncing;
    } catch (error) {
      this.#doubt = new StateInDoubtError(error);
      reject(this.#doubt);
      throw this.#doubt;
    }
    this.#onDisk = null;
    return resolve;
  }

  async #begin(): Promise<ControlledTransaction<Schema> | null> {
    try {
      if (this.#doubt) throw this.#doubt;
      return await this.#database.startTransaction().execute();
    } catch (error) {
      // Somebody else locks the database, or the disk is in doubt: each that waits would hear the same.
      for (const queue of [this.#waiting, this.#waitingInBulk]) {
        for (const write of queue.splice(0)) write.reject(error);
      }
      return null;
    }
  }

  #nextQueue(): Write<Schema>[] {
    const isTurnOfBulk = this.#hadOthers && this.#othersMs <= 0;
    const isBulk = this.#waiting.length === 0 || (isTurnOfBulk && this.#waitingInBulk.length > 0);
    this.#hadOthers = !isBulk && this.#waitingInBulk.length > 0;
    return isBulk ? this.#waitingInBulk : this.#waiting;
  }

  #noteTurn(queue: Write<Schema>[], tookMs: number): void {
    this.#othersMs = queue === this.#waitingInBulk ? tookMs : this.#othersMs - tookMs;
  }
}

/**
 * A savepoint copies each page that changes, so that this takes half as long again.
 * @throws when not only this write failed: the whole transaction is gone then
 */
async function runApart<Schema>(
  transaction: ControlledTransaction<Schema>,
  write: Write<Schema>,
): Promise<Teller> {
  await runCompiled(transaction, savepoint.begin);
  let teller: Teller;
  try {
    teller = await write.run(transaction);
  } catch (error) {
    teller = { synced: () => write.reject(error) };
    try {
      await runCompiled(transaction, savepoint.rollBack);
    } catch {
      // After a full disk, say, the database itself has rolled back everything, savepoints too.
      throw error;
    }
  }
  await runCompiled(transaction, savepoint.release);
  return teller;
}

const anew = {
  rollBack: CompiledQuery.raw('rollback'),
  begin: CompiledQuery.raw(beginWriting),
};

const savepoint = {
  begin: CompiledQuery.raw('savepoint "write"'),
  rollBack: CompiledQuery.raw('rollback to "write"'),
  release: CompiledQuery.raw('release "write"'),
};

async function rollBack<Schema>(transaction: ControlledTransaction<Schema>): Promise<void> {
  try {
    await transaction.rollback().execute();
  } catch {
    // Nothing is left to roll back: the database did it when the commit failed.
  }
}

function nothing(): void {}

const silent: Teller = { synced: nothing };
