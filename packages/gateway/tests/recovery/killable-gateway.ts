import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { soon } from '../support/soon.ts';
import type { Call, GatewaySettings, Reply } from './gateway-process.ts';

const program = fileURLToPath(new URL('gateway-process.ts', import.meta.url));

/** The parent's handle on one gateway process. */
export class KillableGateway {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #ended: Promise<void>;
  #counter = 0;

  /** Starts one; it may die before it is ready. */
  constructor(settings: GatewaySettings, home: string) {
    this.#child = fork(program, {
      cwd: home,
      env: { ...process.env, SLUICE_TEST_RECOVERY: JSON.stringify(settings) },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    this.#ready.promise.catch(() => {});
    this.#child.on('message', (reply) => this.#hear(reply as Reply));
    this.#ended = once(this.#child, 'exit').then(() => this.#fail());
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when it drives jobs. @throws when it ends before that */
  ready(): Promise<void> {
    return soon('the gateway to be ready', this.#ready.promise);
  }

  /** Resolves when its process is gone. */
  ended(): Promise<void> {
    return soon('the gateway to end', this.#ended);
  }

  /** @throws when it dies before it answers */
  ask<T>(verb: Call['verb'], ...rest: readonly unknown[]): Promise<T> {
    const id = ++this.#counter;
    const pending = Promise.withResolvers<unknown>();
    this.#pending.set(id, pending);
    this.#child.send({ id, verb, rest }, () => {});
    if (!this.isAlive) this.#fail();
    return soon(`the answer to ${verb}`, pending.promise) as Promise<T>;
  }

  kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    return this.ended();
  }

  async stop(): Promise<void> {
    if (!this.isAlive) return;
    await this.ask('stop').catch(() => {});
    await this.ended();
  }

  #hear(reply: Reply): void {
    if ('ready' in reply) return this.#ready.resolve();
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ('failure' in reply) pending?.reject(new Error(reply.failure));
    else pending?.resolve(reply.answer);
  }

  #fail(): void {
    const dead = new Error('the gateway is dead');
    this.#ready.reject(dead);
    for (const { reject } of this.#pending.values()) reject(dead);
    this.#pending.clear();
  }
}
