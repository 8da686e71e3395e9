import { requestClose } from '../actions/close-session.ts';
import { requestCancel } from '../actions/request-cancel.ts';
import { couldHearClients, type LeaseLook } from '../job/client-lease.ts';
import type { LeasedWork } from '../ports/client-lease-store.ts';
import type { Ports } from '../ports/ports.ts';

const sliceSize = 200;

type WatchPorts = Pick<
  Ports,
  'clientLeases' | 'jobs' | 'sessions' | 'news' | 'sessionNews' | 'clock'
>;

/** Cancels the work of clients that are gone: an ordinary cancel, or close, with its own reason (case 17). */
export class ClientLeaseWatch {
  readonly #ports: WatchPorts;
  #before: LeaseLook | null = null;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
  }

  async look(): Promise<void> {
    const { clientLeases, clock } = this.#ports;
    const look = { now: clock.now(), steady: clock.steady() };
    if (!couldHearClients(this.#before, look)) await clientLeases.renewAll(look.now);
    // Only now: where the write fails the next look does it.
    this.#before = look;
    for (;;) {
      const runOut = await clientLeases.runOut(look.now, sliceSize);
      if (runOut.length === 0) return;
      // Together, since the store writes many at once as fast as one.
      await Promise.all(runOut.map((work) => this.#end(work)));
      // I2: only once the wishes are durable.
      await clientLeases.forget(runOut.map(({ id }) => id));
      if (runOut.length < sliceSize) return;
    }
  }

  async #end({ kind, id, projectId }: LeasedWork): Promise<void> {
    const wish = { by: 'sluice', reason: 'client_lost', requestId: `client-lost-${id}` } as const;
    switch (kind) {
      case 'job':
        await requestCancel(this.#ports, projectId, id, wish);
        return;
      case 'session':
        await requestClose(this.#ports, projectId, id, wish);
    }
  }
}
