import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Principal } from '../../core/access/principal.ts';
import { type Job, leaseTokenOf } from '../../core/job/job.ts';
import type { IdentityStore } from '../../core/ports/identity-store.ts';
import type { JobStore } from '../../core/ports/job-store.ts';

/** How a token of a batch begins; those that users log in for do not. */
export const jobTokenPrefix = 'sluice_job_';

/**
 * What the program of a batch shows to the gateway. It speaks for the batch's owner, in the role that he
 * has by then, and only while the batch is live and the access key that he had at its submit is good: new keys, and his
 * removal, end it. Nothing of it is kept: it is a keyed hash of the job.
 */
export class JobTokens {
  readonly #key: Buffer;
  readonly #jobs: Pick<JobStore, 'find'>;
  readonly #identities: Pick<IdentityStore, 'findByAccessKey'>;

  /** @param keyMaterial the gateway's own key; this one is derived from it, and tells nothing of it */
  constructor(
    keyMaterial: Buffer,
    jobs: Pick<JobStore, 'find'>,
    identities: Pick<IdentityStore, 'findByAccessKey'>,
  ) {
    this.#key = Buffer.from(hkdfSync('sha256', keyMaterial, '', 'sluice job tokens', 32));
    this.#jobs = jobs;
    this.#identities = identities;
  }

  tokenOf({ id, request: { projectId } }: Job): string {
    return `${jobTokenPrefix}${projectId}_${id}_${this.#macOf(projectId, id)}`;
  }

  /** Who a token speaks for; null where it is none, or none any more. */
  async principalOf(token: string): Promise<Principal | null> {
    const [, projectId, jobId, mac] = form.exec(token) ?? [];
    if (projectId === undefined || jobId === undefined || mac === undefined) return null;
    if (!timingSafeEqual(Buffer.from(mac), Buffer.from(this.#macOf(projectId, jobId)))) return null;
    const job = await this.#jobs.find(projectId, jobId);
    const isLive = job !== null && leaseTokenOf(job) !== null;
    return isLive ? this.#ownerOf(job) : null;
  }

  async #ownerOf({ request: { projectId, owner, accessKey } }: Job): Promise<Principal | null> {
    if (accessKey === undefined) return null;
    const principal = (await this.#identities.findByAccessKey(accessKey))?.principal;
    const isHis = principal?.projectId === projectId && principal.userName === owner;
    return isHis ? principal : null;
  }

  #macOf(projectId: string, jobId: string): string {
    return createHmac('sha256', this.#key).update(`${projectId} ${jobId}`).digest('hex');
  }
}

const form = new RegExp(`^${jobTokenPrefix}([^_]+)_([0-9a-f-]{36})_([0-9a-f]{64})$`);
