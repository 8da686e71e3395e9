import type { JobRequest } from '../job/job.ts';
import type { GrantStore } from '../ports/grant-store.ts';
import type { JobScope } from '../ports/job-store.ts';
import { AccessRefusedError } from './access-refused-error.ts';
import { may, type Wish } from './may.ts';
import type { Principal } from './principal.ts';
import type { Privilege } from './privilege.ts';
import { noStanding, type Standing } from './standing.ts';

/** Asks the one rule (`may`), and reads a caller's grants only where his role does not decide. */
export class Rights {
  readonly #grants: Pick<GrantStore, 'standingOf'>;

  constructor(grants: Pick<GrantStore, 'standingOf'>) {
    this.#grants = grants;
  }

  async allow(principal: Principal, wish: Wish): Promise<boolean> {
    if (may(principal, wish, noStanding)) return true;
    return may(principal, wish, await this.#grants.standingOf(principal));
  }

  /** @throws AccessRefusedError when he does not hold it there */
  async demand(
    principal: Principal,
    privilege: Privilege,
    queue: { readonly id: string; readonly name: string },
  ): Promise<void> {
    if (await this.allow(principal, { to: 'use', privilege, queueId: queue.id })) return;
    throw new AccessRefusedError({ kind: 'not_permitted', privilege, queueName: queue.name });
  }

  /**
   * For what belongs to no queue.
   * @throws AccessRefusedError when he holds it on none
   */
  async demandAnywhere(principal: Principal, privilege: Privilege): Promise<void> {
    if (await this.allow(principal, { to: 'use_any', privilege })) return;
    throw new AccessRefusedError({ kind: 'not_permitted_anywhere', privilege });
  }

  /** Whether he sees a job, or a session. */
  sees(
    principal: Principal,
    { request }: { readonly request: Pick<JobRequest, 'owner' | 'queueId'> },
  ): Promise<boolean> {
    return this.allow(principal, { to: 'see', owner: request.owner, queueId: request.queueId });
  }

  /** The jobs that he sees; null for all of his project. */
  async scopeSeen(principal: Principal): Promise<JobScope | null> {
    if (may(principal, { to: 'use_all', privilege: 'READ_JOB' }, noStanding)) return null;
    const standing = await this.#grants.standingOf(principal);
    const queueIds = queuesOf(standing).filter((queueId) =>
      may(principal, { to: 'see', owner: nobody, queueId }, standing),
    );
    return { owner: principal.userName, queueIds };
  }

  /** The jobs on whose queues he holds a privilege; null for all of his project. */
  async scopeOf(principal: Principal, privilege: Privilege): Promise<JobScope | null> {
    if (may(principal, { to: 'use_all', privilege }, noStanding)) return null;
    const standing = await this.#grants.standingOf(principal);
    const queueIds = queuesOf(standing).filter((queueId) =>
      may(principal, { to: 'use', privilege, queueId }, standing),
    );
    return { owner: null, queueIds };
  }
}

/** No user has an empty name. */
const nobody = '';

function queuesOf({ owned, granted }: Standing): readonly string[] {
  return [...new Set([...owned, ...granted.keys()])];
}
