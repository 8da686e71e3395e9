import type { Socket } from 'node:net';
import { HostSilentError, type HostUnreachableError } from './deadline.ts';
import { sendLine } from './line-stream.ts';
import type { HostLine, HostOp, HostReplies, HostRequest } from './messages/host-messages.ts';

interface PendingCall {
  resolve(reply: HostReplies[HostOp]): void;
  reject(error: Error): void;
}

/** What is asked of a host over its socket, until it has answered. */
export class HostCalls {
  readonly #control: Socket;
  /** Why nothing can be asked of it any more. */
  readonly #whyNot: () => HostUnreachableError;
  readonly #pending = new Map<number, PendingCall>();
  #counter = 0;

  constructor(control: Socket, whyNot: () => HostUnreachableError) {
    this.#control = control;
    this.#whyNot = whyNot;
  }

  /** Somebody waits for an answer. */
  get arePending(): boolean {
    return this.#pending.size > 0;
  }

  /** @throws HostSilentError when no answer comes within `timeoutMs` */
  call<R extends HostRequest>(request: R, timeoutMs: number): Promise<HostReplies[R['op']]> {
    const id = ++this.#counter;
    const { promise, resolve, reject } = Promise.withResolvers<HostReplies[HostOp]>();
    const timer = setTimeout(() => {
      reject(new HostSilentError(`the host did not answer ${request.op} in ${timeoutMs} ms`));
    }, timeoutMs);
    this.#pending.set(id, { resolve, reject });
    if (this.#control.destroyed) reject(this.#whyNot());
    else void sendLine(this.#control, { ...request, id });
    return promise.finally(() => {
      clearTimeout(timer);
      this.#pending.delete(id);
    }) as Promise<HostReplies[R['op']]>;
  }

  answered(line: Extract<HostLine, { id: number }>): void {
    const pending = this.#pending.get(line.id);
    if (!pending) return;
    if ('failure' in line) pending.reject(new Error(line.failure));
    else pending.resolve(line.reply);
  }

  failAll(): void {
    for (const pending of this.#pending.values()) pending.reject(this.#whyNot());
  }
}
