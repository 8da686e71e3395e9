import { withDeadline } from './deadline.ts';
import type { ProjectHost } from './project-host.ts';

/** A COMMIT that is under way is waited for. */
const answerMs = 10_000;
/** One that was killed just now takes a moment to be seen to be gone. */
const goneMs = 2_000;

/** Hosts that hold every change of their databases back, all of them until they are let go. */
export class HeldHosts {
  readonly #hosts: Map<string, ProjectHost>;
  readonly #forMs: number;
  readonly #holdingOn: NodeJS.Timeout;

  private constructor(hosts: ReadonlyMap<string, ProjectHost>, forMs: number) {
    this.#hosts = new Map(hosts);
    this.#forMs = forMs;
    // Those whose turn comes later hold on while the first are copied.
    this.#holdingOn = setInterval(() => this.#holdOn(), forMs / 4);
  }

  /**
   * Returns when all hold.
   * @param forMs how long a host holds on without being told again
   * @throws HostUnreachableError when one does not; then nobody is held
   */
  static async hold(hosts: ReadonlyMap<string, ProjectHost>, forMs: number): Promise<HeldHosts> {
    const held = new HeldHosts(hosts, forMs);
    try {
      await Promise.all([...hosts].map(([projectId, host]) => held.#hold(projectId, host)));
      return held;
    } catch (error) {
      await held.letGo();
      throw error;
    }
  }

  /** @throws where the database of the project was not held all the time since */
  async confirm(projectId: string): Promise<void> {
    await this.#hosts.get(projectId)?.call({ op: 'hold-on', forMs: this.#forMs }, answerMs);
  }

  async letGo(): Promise<void> {
    clearInterval(this.#holdingOn);
    const hosts = [...this.#hosts.values()];
    this.#hosts.clear();
    await Promise.allSettled(hosts.map((host) => host.call({ op: 'let-go' }, answerMs)));
  }

  /** The database of one that dies instead is at rest: no other is started. */
  async #hold(projectId: string, host: ProjectHost): Promise<void> {
    try {
      await host.call({ op: 'hold', forMs: this.#forMs }, answerMs);
    } catch (error) {
      await withDeadline(host.gone, goneMs, '').catch(() => {
        throw error;
      });
      this.#hosts.delete(projectId);
    }
  }

  /** One that did not hear it in time says so when its copy is confirmed. */
  #holdOn(): void {
    for (const host of this.#hosts.values()) {
      host.call({ op: 'hold-on', forMs: this.#forMs }, answerMs).catch(() => {});
    }
  }
}
