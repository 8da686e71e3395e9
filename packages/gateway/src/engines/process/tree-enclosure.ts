import { setTimeout as pause } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from '../process-identity.ts';
import type { BatchNote } from './batch-note.ts';
import type { Enclosure } from './enclosure.ts';
import { environmentOf, processTable, type ProcessLine } from './proc-table.ts';
import type { SeenLine } from './seen-file.ts';
import { signalProcess } from './signal-process.ts';

/** How long lies between two looks that find nothing, before that counts. */
const lookAgainMs = 200;
/** What forks without end is seen again in each round, until its limit or this ends it. */
const mostRounds = 50;
/** How long what was found has to go, before the next look. */
const afterKillMs = 20;
/** How often a living batch is looked at, to know those that leave their session and their parent. */
const rememberMs = 500;

/**
 * Where there is no namespace: a batch is what is found of its session, of its descent and of its marker.
 * What leaves all three between two looks escapes, unless its first process adopts what loses its parent: then
 * nothing leaves its descent while that lives.
 */
export class TreeEnclosure implements Enclosure {
  readonly #init: ProcessIdentity;
  readonly #adopts: boolean;
  readonly #marker: string;
  readonly #left: Promise<void>;
  readonly #known = new Map<number, string>();
  readonly #remembering: NodeJS.Timeout;
  #isToldToEnd = false;
  #isKilled = false;

  /**
   * @param init leads the session, and may adopt
   * @param marker a line of its environment that no other process has
   * @param left resolves when `init` may have ended
   * @param known those that an earlier gateway saw
   */
  constructor(
    { init, adopts = false }: Pick<BatchNote, 'init' | 'adopts'>,
    marker: string,
    left: Promise<void>,
    known: readonly SeenLine[] = [],
  ) {
    this.#init = init;
    this.#adopts = adopts;
    this.#marker = marker;
    this.#left = left;
    for (const [pid, startTime] of known) this.#known.set(pid, startTime);
    this.#remembering = setInterval(() => this.look(), rememberMs).unref();
  }

  look(): readonly ProcessLine[] {
    const table = processTable();
    const members = descentOf(
      table.filter((line) => this.#isOwn(line)),
      table,
    );
    for (const { pid, startTime } of members.values()) this.#known.set(pid, startTime);
    return [...members.values()];
  }

  /** The first process passes it on to all that come from it; to the others it is sent from here. */
  terminate(): boolean {
    this.#isToldToEnd = true;
    const members = this.look();
    const fromInit = descentOf(
      members.filter(({ parent }) => parent === this.#init.pid),
      members,
    );
    const others = members.filter(({ pid }) => !fromInit.has(pid));
    const told = others.map((line) => signalProcess(line, 'SIGTERM'));
    return told.includes(true);
  }

  kill(): boolean {
    this.#isKilled = true;
    const killed = new Set<number>();
    // The first process last: what is born meanwhile is its descent as long as it lives.
    for (let round = 0; round < mostRounds; round++) {
      const fresh = this.look().filter(({ pid }) => pid !== this.#init.pid && !killed.has(pid));
      if (fresh.length === 0) break;
      for (const line of fresh) if (signalProcess(line, 'SIGKILL')) killed.add(line.pid);
    }
    return signalProcess(this.#init, 'SIGKILL') || killed.size > 0;
  }

  async untilEmpty(): Promise<void> {
    await this.#left;
    for (let quiet = 0; quiet < 2;) {
      if (!this.isEmpty()) {
        quiet = 0;
        // What was told to end has its grace; what a program only left behind has none.
        if (this.#isKilled || !this.#isToldToEnd) this.kill();
        await pause(afterKillMs);
      } else {
        quiet++;
        if (quiet < 2) await pause(lookAgainMs);
      }
    }
    clearInterval(this.#remembering);
  }

  isEmpty(): boolean {
    return this.look().length === 0;
  }

  proof(): string {
    const { pid, startTime } = this.#init;
    const count = this.look().length;
    const escape = this.#adopts
      ? 'one that was born after its first process was killed, in a session and an environment of its own, is not found'
      : 'one that left its session, its parents and its environment between two looks is not found';
    return (
      `two looks ${lookAgainMs} ms apart at session ${pid} (start ${startTime}), its descent and its ` +
      `marker found ${count} processes; ${escape}, since this machine allows no process namespace`
    );
  }

  close(): void {
    clearInterval(this.#remembering);
  }

  #isOwn(line: ProcessLine): boolean {
    if (line.pid === process.pid || line.pid === 1) return false;
    if (this.#known.get(line.pid) === line.startTime) return true;
    if (line.session === this.#init.pid && this.#isOurSession()) return true;
    return environmentOf(line.pid).includes(this.#marker);
  }

  /** The number of a session is used again when its last process has ended; its leader tells. */
  #isOurSession(): boolean {
    return isAlive(this.#init) || identify(this.#init.pid) === null;
  }
}

/** Those of a table that come from some of it, and these. */
function descentOf(
  first: readonly ProcessLine[],
  table: readonly ProcessLine[],
): ReadonlyMap<number, ProcessLine> {
  const found = new Map(first.map((line) => [line.pid, line]));
  // Children are born after their parents, but their pids may have begun anew.
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const line of table) if (found.has(line.parent)) found.set(line.pid, line);
  }
  return found;
}
