import type { Catalog } from '../ports/catalog.ts';
import type { JobFilter, JobPage } from '../ports/job-store.ts';
import type { ClientLease } from '../job/client-lease.ts';
import type { OperationRef, JobId, Job } from '../job/job.ts';
import type { NamesAsked } from '../ports/names-asked.ts';
import type { Ports } from '../ports/ports.ts';
import type { Session, SessionId } from '../session/session.ts';
import { awaitSession } from './await-session.ts';
import { closeSession, requestClose } from './close-session.ts';
import { createSession } from './create-session.ts';
import { splitText } from './split-text.ts';
import { submitScript } from './submit-script.ts';
import { submitStatements } from './submit-statements.ts';
import { awaitEnding, awaitEndings } from './await-ending.ts';
import { eachJob } from './each-job.ts';
import { cancelByKey } from './cancel-by-key.ts';
import { cancelJob } from './cancel-job.ts';
import { cancelMatching, listMatching } from './cancel-matching.ts';
import { checkSql } from './check-sql.ts';
import { createQueue } from './create-queue.ts';
import { deleteQueue } from './delete-queue.ts';
import { followEvents } from './follow-events.ts';
import { followSession } from './follow-session.ts';
import { followLog, readLog } from './read-log.ts';
import { submitBatch } from './submit-batch.ts';
import { putFile } from './put-file.ts';
import { putResources } from './put-resources.ts';
import { pageRows } from './page-rows.ts';
import { readResult } from './read-result.ts';
import { requestCancel } from './request-cancel.ts';
import { scaleQueue } from './scale-queue.ts';
import { showQuotas } from './show-quotas.ts';
import { putResultFile, resultFilesOf } from './result-files.ts';
import { restartQueue } from './restart-queue.ts';
import { submitJob } from './submit-job.ts';
import { updateQueue } from './update-queue.ts';
import { submitTransfer } from './submit-transfer.ts';

type Bound<F> = F extends (ports: never, ...rest: infer R) => infer A ? (...rest: R) => A : never;

/** All that a caller may ask, bound to one world. Dialects see nothing else of the core's doings. */
export interface Actions {
  readonly submitJob: Bound<typeof submitJob>;
  readonly submitTransfer: Bound<typeof submitTransfer>;
  readonly submitBatch: Bound<typeof submitBatch>;
  readonly readLog: Bound<typeof readLog>;
  readonly followLog: Bound<typeof followLog>;
  readonly requestCancel: Bound<typeof requestCancel>;
  readonly cancelJob: Bound<typeof cancelJob>;
  readonly cancelByKey: Bound<typeof cancelByKey>;
  readonly cancelMatching: Bound<typeof cancelMatching>;
  readonly listMatching: Bound<typeof listMatching>;
  readonly awaitEnding: Bound<typeof awaitEnding>;
  readonly awaitEndings: Bound<typeof awaitEndings>;
  readonly checkSql: Bound<typeof checkSql>;
  readonly splitText: Bound<typeof splitText>;
  readonly readResult: Bound<typeof readResult>;
  readonly pageRows: Bound<typeof pageRows>;
  readonly resultFilesOf: Bound<typeof resultFilesOf>;
  readonly putResultFile: Bound<typeof putResultFile>;
  readonly restartQueue: Bound<typeof restartQueue>;
  readonly createQueue: Bound<typeof createQueue>;
  readonly deleteQueue: Bound<typeof deleteQueue>;
  readonly updateQueue: Bound<typeof updateQueue>;
  readonly scaleQueue: Bound<typeof scaleQueue>;
  readonly showQuotas: Bound<typeof showQuotas>;
  readonly followEvents: Bound<typeof followEvents>;
  readonly followSession: Bound<typeof followSession>;
  readonly createSession: Bound<typeof createSession>;
  readonly submitStatements: Bound<typeof submitStatements>;
  readonly submitScript: Bound<typeof submitScript>;
  readonly requestClose: Bound<typeof requestClose>;
  readonly closeSession: Bound<typeof closeSession>;
  readonly awaitSession: Bound<typeof awaitSession>;
  readonly sessions: Ports['sessions'];
  /** Names of the catalog that can be seen in a session; none where it is not open. */
  readonly namesIn: (session: Session, asked: NamesAsked) => Promise<readonly string[]>;
  /** Of the project's own queue `default`. */
  readonly catalogOf: (projectId: string) => Promise<Catalog>;
  readonly buckets: Ports['buckets'];
  readonly putFile: Bound<typeof putFile>;
  readonly putResources: Bound<typeof putResources>;
  /** Notes that a call has named the session, which is then not idle. */
  readonly noteSessionUse: (sessionId: SessionId) => void;
  /** Lets the lease of a job or a session begin anew; null where it has none, or none any more. */
  readonly renewClientLease: (id: string) => Promise<ClientLease | null>;
  readonly clientLeaseLengths: (ids: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly findJob: (projectId: string, jobId: JobId) => Promise<Job | null>;
  readonly findJobByKey: (projectId: string, key: string) => Promise<Job | null>;
  readonly listJobs: (
    projectId: string,
    filter: JobFilter,
    page: JobPage,
  ) => ReturnType<Ports['jobs']['list']>;
  readonly eachJob: Bound<typeof eachJob>;
  readonly listJobsSoon: (
    projectId: string,
    filter: JobFilter,
    page: JobPage,
    mostMs: number,
  ) => ReturnType<Ports['jobs']['listSoon']>;
  /** The receipt of a job of this project; null when it has none. */
  readonly receiptOf: (projectId: string, jobId: JobId) => ReturnType<Ports['jobs']['receiptOf']>;
  readonly findBatch: Ports['jobs']['findBatch'];
  readonly listBatches: Ports['jobs']['listBatches'];
  readonly noteBatchDeleted: Ports['jobs']['noteBatchDeleted'];
  readonly batchNumbers: Ports['jobs']['batchNumbers'];
  readonly listQueues: Ports['queues']['list'];
  readonly restartingQueues: Ports['queues']['restarting'];
  /** How much of a running job is done, 0 to 1; null where the engine does not say. */
  readonly progressOf: (job: Job) => number | null;
}

export function bindActions(ports: Ports): Actions {
  return {
    submitJob: (...rest) => submitJob(ports, ...rest),
    submitTransfer: (...rest) => submitTransfer(ports, ...rest),
    submitBatch: (...rest) => submitBatch(ports, ...rest),
    readLog: (...rest) => readLog(ports, ...rest),
    followLog: (...rest) => followLog(ports, ...rest),
    requestCancel: (...rest) => requestCancel(ports, ...rest),
    cancelJob: (...rest) => cancelJob(ports, ...rest),
    cancelByKey: (...rest) => cancelByKey(ports, ...rest),
    cancelMatching: (...rest) => cancelMatching(ports, ...rest),
    listMatching: (...rest) => listMatching(ports, ...rest),
    awaitEnding: (...rest) => awaitEnding(ports, ...rest),
    awaitEndings: (...rest) => awaitEndings(ports, ...rest),
    checkSql: (...rest) => checkSql(ports, ...rest),
    splitText: (...rest) => splitText(ports, ...rest),
    readResult: (...rest) => readResult(ports, ...rest),
    pageRows: (...rest) => pageRows(ports, ...rest),
    resultFilesOf: (...rest) => resultFilesOf(ports, ...rest),
    putResultFile: (...rest) => putResultFile(ports, ...rest),
    restartQueue: (...rest) => restartQueue(ports, ...rest),
    createQueue: (...rest) => createQueue(ports, ...rest),
    deleteQueue: (...rest) => deleteQueue(ports, ...rest),
    updateQueue: (...rest) => updateQueue(ports, ...rest),
    scaleQueue: (...rest) => scaleQueue(ports, ...rest),
    showQuotas: (...rest) => showQuotas(ports, ...rest),
    followEvents: (...rest) => followEvents(ports, ...rest),
    followSession: (...rest) => followSession(ports, ...rest),
    createSession: (...rest) => createSession(ports, ...rest),
    submitStatements: (...rest) => submitStatements(ports, ...rest),
    submitScript: (...rest) => submitScript(ports, ...rest),
    requestClose: (...rest) => requestClose(ports, ...rest),
    closeSession: (...rest) => closeSession(ports, ...rest),
    awaitSession: (...rest) => awaitSession(ports, ...rest),
    sessions: ports.sessions,
    namesIn: async ({ id, state, request }, asked) => {
      const engine = state.status === 'open' ? ports.sessionEngines.get(request.engine) : undefined;
      return engine ? engine.namesIn(id, asked) : [];
    },
    catalogOf: async (projectId) => {
      const queue = await ports.queues.find(projectId, 'default');
      const engine = queue && ports.engines.get(queue.engine);
      if (!engine) throw new Error('the queue default, which every project has, is not there');
      return engine.catalog;
    },
    buckets: ports.buckets,
    putFile: (...rest) => putFile(ports, ...rest),
    putResources: (...rest) => putResources(ports, ...rest),
    noteSessionUse: (sessionId) => ports.sessionUse.note(sessionId, ports.clock.now()),
    renewClientLease: (id) => ports.clientLeases.renew(id, ports.clock.now()),
    clientLeaseLengths: (ids) => ports.clientLeases.lengthsOf(ids),
    findJob: (...rest) => ports.jobs.find(...rest),
    findJobByKey: (...rest) => ports.jobs.findByKey(...rest),
    listJobs: (...rest) => ports.jobs.list(...rest),
    eachJob: (...rest) => eachJob(ports, ...rest),
    listJobsSoon: (...rest) => ports.jobs.listSoon(...rest),
    receiptOf: async (projectId, jobId) =>
      (await ports.jobs.find(projectId, jobId)) ? ports.jobs.receiptOf(jobId) : null,
    findBatch: (...rest) => ports.jobs.findBatch(...rest),
    listBatches: (...rest) => ports.jobs.listBatches(...rest),
    noteBatchDeleted: (...rest) => ports.jobs.noteBatchDeleted(...rest),
    batchNumbers: (...rest) => ports.jobs.batchNumbers(...rest),
    listQueues: (...rest) => ports.queues.list(...rest),
    restartingQueues: (...rest) => ports.queues.restarting(...rest),
    progressOf: (job) =>
      job.state.status === 'running' || job.state.status === 'cancelling'
        ? progressOfOperation(ports, job, job.state.operation?.ref ?? null)
        : null,
  };
}

function progressOfOperation(ports: Ports, job: Job, ref: OperationRef | null): number | null {
  return ref === null ? null : (ports.engines.get(job.request.engine)?.progress(ref) ?? null);
}
