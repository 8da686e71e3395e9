import { closeSync, fstatSync, openSync } from 'node:fs';
import { isAlive, type ProcessIdentity, untilProcessGone } from '../process-identity.ts';
import type { BatchNote } from './batch-note.ts';
import type { Enclosure } from './enclosure.ts';
import { processesOfNamespace, type ProcessLine } from './proc-table.ts';
import { signalProcess } from './signal-process.ts';

/**
 * A process namespace: the system ends all that is in it when its first process ends, and lets that go
 * only when the last of them is gone. So its reaped end is the proof.
 */
export class NamespaceEnclosure implements Enclosure {
  readonly #init: ProcessIdentity;
  readonly #supervisor: ProcessIdentity;
  readonly #left: Promise<void>;
  #handle: NamespaceHandle | null;

  /** @param left resolves when `init` may have ended */
  constructor({ init, supervisor }: BatchNote, left: Promise<void>) {
    this.#init = init;
    this.#supervisor = supervisor;
    this.#left = left;
    this.#handle = holdNamespace(init);
  }

  look(): readonly ProcessLine[] {
    return this.#handle === null ? [] : processesOfNamespace(this.#handle.name);
  }

  /** The first process passes it on to all. */
  terminate(): boolean {
    return signalProcess(this.#init, 'SIGTERM');
  }

  kill(): boolean {
    return signalProcess(this.#init, 'SIGKILL');
  }

  async untilEmpty(): Promise<void> {
    await this.#left;
    await untilProcessGone(this.#init);
    await untilProcessGone(this.#supervisor);
  }

  isEmpty(): boolean {
    return ![this.#init, this.#supervisor].some(isAlive) && this.look().length === 0;
  }

  proof(): string {
    const both = [
      tell('the first process of its namespace', this.#init),
      tell('its supervisor', this.#supervisor),
    ];
    const count = this.#handle && `${this.#handle.name} has ${this.look().length} processes`;
    return (count === null ? both : [...both, count]).join(', ');
  }

  close(): void {
    if (this.#handle !== null) closeSync(this.#handle.fd);
    this.#handle = null;
  }
}

function tell(what: string, identity: ProcessIdentity): string {
  const { pid, startTime } = identity;
  return `${what} ${pid} (start ${startTime}) is ${isAlive(identity) ? 'there' : 'gone'}`;
}

interface NamespaceHandle {
  readonly fd: number;
  /** As the links in `/proc/PID/ns` spell it. */
  readonly name: string;
}

/** As long as it is held, the system gives its number to no other. Null where it has ended. */
function holdNamespace(init: ProcessIdentity): NamespaceHandle | null {
  let fd: number;
  try {
    fd = openSync(`/proc/${init.pid}/ns/pid`, 'r');
  } catch {
    return null;
  }
  const name = `pid:[${fstatSync(fd).ino}]`;
  if (isAlive(init)) return { fd, name };
  closeSync(fd);
  return null;
}
