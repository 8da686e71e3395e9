import { AccessRefusedError } from '../access/access-refused-error.ts';
import { demandAdmin } from '../access/demand-admin.ts';
import type { Principal } from '../access/principal.ts';
import { Rights } from '../access/rights.ts';
import type { EndedJob, Job, JobId } from '../job/job.ts';
import { queueOf } from '../job/queue-of.ts';
import type { Receipt } from '../job/receipt.ts';
import type { Session } from '../session/session.ts';
import type { AuditEntry, AuditFilter, AuditPage } from '../ports/audit-log.ts';
import type { JobFilter, JobList, JobPage } from '../ports/job-store.ts';
import type { Ports } from '../ports/ports.ts';
import type { Actions } from './actions.ts';
import type { MatchFilter } from './cancel-matching.ts';
import type { CancelByKeyVerdict } from './cancel-by-key.ts';
import { guardBatches } from './guarded-batches.ts';
import { guardCatalog } from './guarded-catalog.ts';
import { guardFeed } from './guarded-feed.ts';
import { guardFiles } from './guarded-files.ts';
import { guardQueues } from './guarded-queues.ts';
import { guardResources } from './guarded-resources.ts';
import { guardTexts } from './guarded-texts.ts';
import { guardSessions, type RenewLeaseAnswer } from './guarded-sessions.ts';
import type { CancelWish } from './request-cancel.ts';
import { isKeyTaken, type ShownTo } from './key-taken.ts';
import { shownCheck } from './shown-check.ts';
import { type SeesNeighbours, shownCollateral } from './shown-collateral.ts';
import type { SubmitOrder } from './submit-job.ts';
import type { TransferAnswer, TransferOrder } from './submit-transfer.ts';

/**
 * All that a caller may ask, each behind the one rule of `core/access/may.ts`. Dialects see nothing
 * else of the core's doings. A job that he may not see is as unknown as none (I10); what he may see
 * and not do is refused by an AccessRefusedError.
 */
export type GuardedActions = ReturnType<typeof guardActions>;

type Rest<F> = F extends (...all: [never, never, ...infer R]) => unknown ? R : never;

export function guardActions(
  actions: Actions,
  ports: Pick<Ports, 'queues' | 'grants' | 'audit' | 'resources' | 'savedTexts'>,
) {
  const rights = new Rights(ports.grants);

  const seen = async <Seen extends Job | Session>(
    principal: Principal,
    it: Seen | null,
  ): Promise<Seen | null> => (it && (await rights.sees(principal, it)) ? it : null);
  const findJob = async (principal: Principal, jobId: JobId) =>
    seen(principal, await actions.findJob(principal.projectId, jobId));
  const neighboursOf = (principal: Principal): SeesNeighbours => ({
    job: async (id) => (await findJob(principal, id)) !== null,
    /** To name it in a receipt is no use of it. */
    session: async (id) => {
      const session = await actions.sessions.find(principal.projectId, id);
      return session !== null && (await rights.sees(principal, session));
    },
  });
  const findJobByKey = async (principal: Principal, key: string) =>
    seen(principal, await actions.findJobByKey(principal.projectId, key));
  /** Of a key that is taken no more is told to who may not see by what. */
  const shownTo: ShownTo = async (principal, answer) => {
    if (!isKeyTaken(answer)) return answer;
    if ('job' in answer) return { ...answer, job: await seen(principal, answer.job) };
    return { ...answer, session: await seen(principal, answer.session) };
  };
  const unknown = { kind: 'unknown' } as const;

  return {
    ...guardSessions(actions, rights, demandOnQueue, neighboursOf, shownTo),
    ...guardFiles(actions, rights),
    ...guardCatalog(actions, rights),
    ...guardTexts(ports, rights),
    ...guardResources(actions, ports, rights),
    ...guardBatches(actions, rights, demandOnQueue, seen, shownTo),
    ...guardQueues(actions, ports, rights),
    ...guardFeed(actions, rights, findJob),
    findJob,
    findJobByKey,

    async submitJob(principal: Principal, order: Omit<SubmitOrder, 'projectId' | 'owner'>) {
      const { projectId, userName: owner } = principal;
      await demandOnQueue(principal, order.queueName);
      return shownTo(principal, await actions.submitJob({ ...order, projectId, owner }));
    },

    /** Who sees a job may export its result; what is exported is the project's data, as an export by SQL is. */
    async submitTransfer(
      principal: Principal,
      order: Omit<TransferOrder, 'projectId' | 'owner'>,
    ): Promise<TransferAnswer> {
      const { projectId, userName: owner } = principal;
      await demandOnQueue(principal, order.queueName);
      const { transfer } = order;
      if (transfer.kind === 'export' && transfer.source.kind === 'result') {
        const { jobId } = transfer.source;
        if (!(await findJob(principal, jobId))) return { kind: 'unknown_job', jobId };
      }
      const answer = await actions.submitTransfer({ ...order, projectId, owner });
      if (answer.kind !== 'importing' || answer.jobId === null) return shownTo(principal, answer);
      return (await findJob(principal, answer.jobId)) ? answer : { ...answer, jobId: null };
    },

    /** Who may not run a statement has nothing to check. */
    async checkSql(
      principal: Principal,
      order: Omit<Parameters<Actions['checkSql']>[0], 'projectId'>,
    ) {
      await demandOnQueue(principal, order.queueName);
      return actions.checkSql({ ...order, projectId: principal.projectId });
    },

    /** As with a check. */
    async splitText(
      principal: Principal,
      order: Omit<Parameters<Actions['splitText']>[0], 'projectId'>,
    ) {
      await demandOnQueue(principal, order.queueName);
      return actions.splitText({ ...order, projectId: principal.projectId });
    },

    /** Who may submit there may keep what was submitted going. */
    async renewJobLease(principal: Principal, jobId: JobId): Promise<RenewLeaseAnswer> {
      const job = await findJob(principal, jobId);
      if (!job) return unknown;
      await rights.demand(principal, 'SUBMIT_JOB', queueOf(job));
      const lease = await actions.renewClientLease(jobId);
      return lease ? { kind: 'renewed', lease } : { kind: 'no_lease' };
    },

    async cancelJob(principal: Principal, jobId: JobId, ...rest: Rest<Actions['cancelJob']>) {
      const job = await findJob(principal, jobId);
      if (!job) return unknown;
      await rights.demand(principal, 'CANCEL_JOB', queueOf(job));
      return actions.cancelJob(principal.projectId, jobId, ...rest);
    },

    /**
     * A cancel before its submit stops a job whose queue nobody knows yet: that takes the privilege on
     * all of them. Without it a job that is not seen is refused as a key that is not known (I10).
     */
    async cancelByKey(
      principal: Principal,
      key: string,
      wish: CancelWish,
      timeoutMs: number,
    ): Promise<CancelByKeyVerdict> {
      const privilege = 'CANCEL_JOB';
      if (await rights.allow(principal, { to: 'use_all', privilege })) {
        return actions.cancelByKey(principal.projectId, key, wish, timeoutMs);
      }
      const job = await findJobByKey(principal, key);
      if (!job) throw new AccessRefusedError({ kind: 'not_permitted', privilege, queueName: null });
      await rights.demand(principal, privilege, queueOf(job));
      return actions.cancelJob(principal.projectId, job.id, wish, timeoutMs);
    },

    async cancelMatching(
      principal: Principal,
      filter: MatchFilter,
      ...rest: Rest<Actions['cancelMatching']>
    ) {
      const within = await demandMatching(principal, filter);
      return actions.cancelMatching(principal.projectId, { ...filter, ...within }, ...rest);
    },

    async listMatching(principal: Principal, filter: MatchFilter) {
      const within = await demandMatching(principal, filter);
      return actions.listMatching(principal.projectId, { ...filter, ...within });
    },

    /** Of jobs that the caller has in his hands. */
    awaitEndings: actions.awaitEndings,

    awaitEnding: (principal: Principal, jobId: JobId, timeoutMs: number, left?: AbortSignal) =>
      actions.awaitEnding(principal.projectId, jobId, timeoutMs, left, (job) =>
        rights.sees(principal, job),
      ),

    async readResult(principal: Principal, jobId: JobId, ...rest: Rest<Actions['readResult']>) {
      if (!(await findJob(principal, jobId))) return unknown;
      return actions.readResult(principal.projectId, jobId, ...rest);
    },

    /** Of a job that the caller has in his hands. */
    pageRows: actions.pageRows,
    resultFilesOf: actions.resultFilesOf,

    /** It takes room in the project's bucket, as an export does: who may not submit one writes none. */
    async putResultFile(
      principal: Principal,
      job: EndedJob,
      page: number,
      content: AsyncIterable<Uint8Array>,
    ) {
      await rights.demand(principal, 'SUBMIT_JOB', queueOf(job));
      return actions.putResultFile(job, page, content);
    },

    async receiptOf(principal: Principal, jobId: JobId) {
      const job = await findJob(principal, jobId);
      const receipt = job && (await actions.receiptOf(principal.projectId, jobId));
      return receipt && shownReceipt(principal, receipt);
    },

    async listJobs(principal: Principal, filter: JobFilter, page: JobPage) {
      const within = await rights.scopeSeen(principal);
      return actions.listJobs(principal.projectId, within ? { ...filter, within } : filter, page);
    },

    /** Of a list that he was given. */
    eachJob: (principal: Principal, list: Pick<JobList, 'jobs' | 'late'>) =>
      actions.eachJob(principal.projectId, list),

    async listJobsSoon(principal: Principal, filter: JobFilter, page: JobPage, mostMs: number) {
      const within = await rights.scopeSeen(principal);
      const seen = within ? { ...filter, within } : filter;
      return actions.listJobsSoon(principal.projectId, seen, page, mostMs);
    },

    /** What the project uses is no secret in it. */
    showQuotas: (principal: Principal) => actions.showQuotas(principal.projectId),

    async listAudit(
      principal: Principal,
      filter: Omit<AuditFilter, 'projectId'>,
      page: AuditPage,
    ): Promise<readonly AuditEntry[]> {
      demandAdmin(principal);
      return ports.audit.list({ ...filter, projectId: principal.projectId }, page);
    },

    /** Of a job that the caller has in his hands. */
    progressOf: actions.progressOf,
  };

  /**
   * Of many jobs, those on queues where he holds the privilege are meant. Where he names a queue he
   * has to hold it there, and elsewhere somewhere: "none matched" would be told to the wrong man.
   */
  async function demandMatching(
    principal: Principal,
    filter: MatchFilter,
  ): Promise<Pick<JobFilter, 'within'>> {
    const privilege = 'CANCEL_JOB';
    const within = await rights.scopeOf(principal, privilege);
    if (!within) return {};
    const queueName = filter.queueName ?? null;
    const queue =
      queueName === null ? null : await ports.queues.find(principal.projectId, queueName);
    if (queue) await rights.demand(principal, privilege, queue);
    else if (within.queueIds.length === 0) {
      throw new AccessRefusedError({ kind: 'not_permitted', privilege, queueName });
    }
    return { within };
  }

  async function shownReceipt(principal: Principal, receipt: Receipt): Promise<Receipt> {
    const checks = receipt.checks.map((check) => shownCheck(check, principal.projectId));
    const collateral = await shownCollateral(receipt.collateral, neighboursOf(principal));
    return { ...receipt, checks, collateral };
  }

  /** A queue that is not there is refused by the action itself. */
  async function demandOnQueue(principal: Principal, name = 'default'): Promise<void> {
    const wish = { to: 'use_all', privilege: 'SUBMIT_JOB' } as const;
    if (await rights.allow(principal, wish)) return;
    const queue = await ports.queues.find(principal.projectId, name.toLowerCase());
    if (queue) await rights.demand(principal, 'SUBMIT_JOB', queue);
  }
}
