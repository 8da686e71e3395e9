import { setTimeout as pause } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from '../process-identity.ts';
import type { Enclosure } from './enclosure.ts';
import { environmentOf, processTable, type ProcessLine } from './proc-table.ts';
import { signalProcess } from './signal-process.ts';

/** How long lies between two looks that find nothing, before that counts. */
const lookAgainMs = 200;
/** How often a living batch is looked at, to know those that leave their session and their parent. */
const rememberMs = 500;

/**
 * Where there is no namespace: a batch is what is found of its session, of its descent and of its marker.
 * What leaves all three between two looks escapes.
 */
export class TreeEnclosure implements Enclosure {
  readonly #init: ProcessIdentity;
  readonly #marker: string;
  readonly #left: Promise<void>;
  readonly #known = new Map<number, string>();
  readonly #remembering: NodeJS.Timeout;
  #isToldToEnd = false;
  #isKilled = false;

  /**
   * @param init leads the session
   * @param marker a line of its environment that no other process has
   * @param left resolves when `init` may have ended
   */
  constructor(init: ProcessIdentity, marker: string, left: Promise<void>) {
    this.#init = init;
    this.#marker = marker;
    this.#left = left;
    this.#remembering = setInterval(() => this.look(), rememberMs).unref();
  }

  look(): readonly ProcessLine[] {
    const table = processTable();
    const members = new Map<number, ProcessLine>();
    const add = (line: ProcessLine) => members.set(line.pid, line);
    for (const line of table.filter((line) => this.#isOwn(line))) add(line);
    // Children are born after their parents, but their pids may have begun anew.
    for (let before = -1; before < members.size;) {
      before = members.size;
      for (const line of table) if (members.has(line.parent)) add(line);
    }
    for (const { pid, startTime } of members.values()) this.#known.set(pid, startTime);
    return [...members.values()];
  }

  /** The first process passes it on to the program; to the others it is sent from here. */
  terminate(): boolean {
    this.#isToldToEnd = true;
    const others = this.look().filter(({ parent }) => parent !== this.#init.pid);
    const told = others.map((line) => signalProcess(line, 'SIGTERM'));
    return told.includes(true);
  }

  kill(): boolean {
    this.#isKilled = true;
    const killed = this.look().map((line) => signalProcess(line, 'SIGKILL'));
    return killed.includes(true);
  }

  async untilEmpty(): Promise<void> {
    await this.#left;
    for (let quiet = 0; quiet < 2;) {
      if (!this.isEmpty()) {
        quiet = 0;
        // What was told to end has its grace; what a program only left behind has none.
        if (this.#isKilled || !this.#isToldToEnd) this.kill();
      } else quiet++;
      if (quiet < 2) await pause(lookAgainMs);
    }
    clearInterval(this.#remembering);
  }

  isEmpty(): boolean {
    return this.look().length === 0;
  }

  proof(): string {
    const { pid, startTime } = this.#init;
    const count = this.look().length;
    return (
      `two looks ${lookAgainMs} ms apart at session ${pid} (start ${startTime}), its descent and its ` +
      `marker found ${count} processes; one that left its session, its parents and its environment ` +
      'between two looks is not found, since this machine allows no process namespace'
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
