import type {
  AuditList,
  AuditQuery,
  CheckOrder,
  ClientLease,
  GrantOrder,
  Job,
  JobList,
  JobListQuery,
  Queue,
  QueueHolder,
  QueueHolderList,
  QueueList,
  QueueListQuery,
  QueueChange,
  QueueOrder,
  Quota,
  QuotaList,
  Receipt,
  RestartOrder,
  SplitOrder,
  SplitSql,
  SqlCheck,
  SubmitOrder,
  Whoami,
} from '@sluice/protocol';
import { BatchesClient } from './batches-client.ts';
import { type Gateway, callGateway, tellGateway } from './call-gateway.ts';
import { getFromGateway } from './get-from-gateway.ts';
import { CatalogClient } from './catalog-client.ts';
import {
  type CancelByKeyVerdict,
  type CancelOptions,
  type CancelVerdict,
  cancelByKey,
  cancelJob,
} from './cancel-job.ts';
import {
  type CancelledMatching,
  cancelMatching,
  type JobMatch,
  listMatching,
  type MatchingJobs,
} from './cancel-matching.ts';
import {
  type Download,
  type DownloadForm,
  type DownloadOptions,
  downloadResult,
} from './download-result.ts';
import { demandNumberTexts } from './exact-json.ts';
import { FilesClient } from './files-client.ts';
import { type Followed, type FollowOptions, followEvents } from './follow-events.ts';
import { renewLease } from './keep-client-lease.ts';
import { type Result, type ResultOptions, readResult } from './read-result.ts';
import { ResourcesClient } from './resources-client.ts';
import { type RunOptions, runJob } from './run-job.ts';
import { SavedTextsClient } from './saved-texts-client.ts';
import { SessionsClient } from './sessions-client.ts';
import { newKey, type SubmitOptions, submitJob } from './submit-job.ts';
import { TransfersClient } from './transfers-client.ts';
import { type Awaited, type WaitOptions, waitForJob } from './wait-for-job.ts';

export interface ClientSettings {
  /** Where the gateway is: `http://127.0.0.1:8642`. */
  readonly url: string;
  readonly apiKey: string;
  /** How long an answer may take where a call does not say; 30,000 when absent. */
  readonly timeoutMs?: number | undefined;
  /**
   * The `X-Request-Id` of every request: 1 to 64 letters, digits, `.`, `_` and `-`. When absent the gateway
   * gives each one of its own.
   */
  readonly requestId?: string | undefined;
  /** The project that is meant, by its id: each request is refused (403) where the key speaks for another. */
  readonly projectId?: string | undefined;
}

export interface CallOptions {
  /** As of the client when absent. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A gateway's native API. Every call has a deadline; it throws ProblemError where the gateway says no,
 * ConnectionError, TimeoutError or UnexpectedAnswerError where there is no answer, and AbortedError
 * where the caller's own signal ended it.
 */
export class SluiceClient {
  readonly batches: BatchesClient;
  readonly sessions: SessionsClient;
  readonly files: FilesClient;
  readonly resources: ResourcesClient;
  readonly templates: SavedTextsClient<'templates'>;
  readonly variables: SavedTextsClient<'variables'>;
  readonly catalog: CatalogClient;
  readonly transfers: TransfersClient;
  readonly #gateway: Gateway;

  /** @throws TypeError when the URL, the key or the request id cannot be used; Error in a runtime that is too old */
  constructor({ url, apiKey, timeoutMs = 30_000, requestId, projectId }: ClientSettings) {
    demandNumberTexts();
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
      throw new TypeError(`the gateway's URL must begin with http:// or https://: ${url}`);
    }
    // The key itself stays out of the message.
    if (!/^[!-~]+$/.test(apiKey)) throw new TypeError('the API key must be of visible characters');
    if (requestId !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(requestId)) {
      throw new TypeError('a request id must be of 1 to 64 letters, digits, dots, _ and -');
    }
    if (projectId !== undefined && !/^[!-~]+$/.test(projectId)) {
      throw new TypeError('a project id must be of visible characters');
    }
    const root = url.replace(/\/+$/, '');
    this.#gateway = { url: root, apiKey, answerMs: timeoutMs, requestId, projectId };
    this.batches = new BatchesClient(this.#gateway);
    this.sessions = new SessionsClient(this.#gateway);
    this.files = new FilesClient(this.#gateway);
    this.resources = new ResourcesClient(this.#gateway);
    this.templates = new SavedTextsClient(this.#gateway, 'templates');
    this.variables = new SavedTextsClient(this.#gateway, 'variables');
    this.catalog = new CatalogClient(this.#gateway);
    this.transfers = new TransfersClient(this.#gateway);
  }

  /** Submits a statement. It can be repeated safely: it has a key, and the key one job. */
  submit(order: SubmitOrder, options: SubmitOptions = {}): Promise<Job> {
    return submitJob(this.#gateway, order, options);
  }

  get(jobId: string, options: CallOptions = {}): Promise<Job> {
    return getFromGateway<Job>(
      this.#gateway,
      `/jobs/${encodeURIComponent(jobId)}`,
      'status',
      options,
    );
  }

  getByKey(key: string, options: CallOptions = {}): Promise<Job> {
    return getFromGateway<Job>(
      this.#gateway,
      `/jobs/by-key/${encodeURIComponent(key)}`,
      'status',
      options,
    );
  }

  /** One page of the project's jobs, the newest first unless another order is asked for. */
  list(query: JobListQuery = {}, options: CallOptions = {}): Promise<JobList> {
    return getFromGateway<JobList>(this.#gateway, '/jobs', 'jobs', options, query);
  }

  /** The statements of a text, as the queue's engine reads it. Nothing of it is run. */
  async split(
    order: SplitOrder,
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<SplitSql['statements']> {
    const call = { method: 'POST', path: '/sql/split', body: order, timeoutMs, signal } as const;
    return (await callGateway<SplitSql>(this.#gateway, call, 'statements')).statements;
  }

  /** Whether a statement could run now, and what it is. Nothing is run. */
  check(
    order: CheckOrder,
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<SqlCheck> {
    const call = { method: 'POST', path: '/sql/check', body: order, timeoutMs, signal } as const;
    return callGateway<SqlCheck>(this.#gateway, call, 'statement_class');
  }

  /** Waits until the job has ended, or the time is up. */
  wait(jobId: string, options: WaitOptions = {}): Promise<Awaited> {
    return waitForJob(this.#gateway, jobId, options);
  }

  /**
   * Submits, and waits until the job has ended, or the time is up. Aborting the signal cancels the job: then it
   * throws StoppedError. A client lease of the order is kept until then.
   */
  run(order: SubmitOrder, options: RunOptions = {}): Promise<Awaited> {
    const { key = newKey() } = order;
    const submit = (how: SubmitOptions) => this.submit({ ...order, key }, how);
    return runJob(this.#gateway, { ...order, key, submit }, options);
  }

  /** Asks for the stop, and waits for its proof. */
  cancel(jobId: string, options: CancelOptions = {}): Promise<CancelVerdict> {
    return cancelJob(this.#gateway, jobId, options);
  }

  /** The same by the submitter's key, also while the submit has not come yet. */
  cancelByKey(key: string, options: CancelOptions = {}): Promise<CancelByKeyVerdict> {
    return cancelByKey(this.#gateway, key, options);
  }

  /** Cancels every live job that matches, each as a cancel of its own, and waits for the proofs. */
  cancelMatching(match: JobMatch, options: CancelOptions = {}): Promise<CancelledMatching> {
    return cancelMatching(this.#gateway, match, options);
  }

  /** The jobs that `cancelMatching` would cancel now. Nothing is done to them. */
  listMatching(match: JobMatch, options: Pick<CallOptions, 'signal'> = {}): Promise<MatchingJobs> {
    return listMatching(this.#gateway, match, options);
  }

  /** Lets the client lease of a job begin anew; without that the job is cancelled when it runs out. */
  renewLease(jobId: string, options: CallOptions = {}): Promise<ClientLease> {
    return renewLease(this.#gateway, { jobId }, options);
  }

  /** What a cancel of this job did. */
  receipt(jobId: string, options: CallOptions = {}): Promise<Receipt> {
    const path = `/jobs/${encodeURIComponent(jobId)}/cancellation`;
    return getFromGateway<Receipt>(this.#gateway, path, 'phases', options);
  }

  /** The columns, the number of rows, and the rows with exact integers, fetched as they are taken. */
  result(jobId: string, options: ResultOptions = {}): Promise<Result> {
    return readResult(this.#gateway, jobId, options);
  }

  /** The result as a stream of bytes: text, or a file of typed columns. */
  download(jobId: string, form: DownloadForm, options: DownloadOptions = {}): Promise<Download> {
    return downloadResult(this.#gateway, jobId, form, options);
  }

  /** All queues that match, by their names. */
  async queues(query: QueueListQuery = {}, options: CallOptions = {}): Promise<readonly Queue[]> {
    const asked = getFromGateway<QueueList>(this.#gateway, '/queues', 'queues', options, query);
    return (await asked).queues;
  }

  /** A queue of the project, or one that all projects have. */
  queue(name: string, options: CallOptions = {}): Promise<Queue> {
    return getFromGateway<Queue>(
      this.#gateway,
      `/queues/${encodeURIComponent(name)}`,
      'slots',
      options,
    );
  }

  createQueue(
    order: QueueOrder,
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<Queue> {
    const call = { method: 'POST', path: '/queues', body: order, timeoutMs, signal } as const;
    return callGateway<Queue>(this.#gateway, call, 'name');
  }

  /** Sets conditions of a queue of the project; what is absent stays. */
  updateQueue(
    name: string,
    change: QueueChange,
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<Queue> {
    const path = `/queues/${encodeURIComponent(name)}`;
    const call = { method: 'PATCH', path, body: change, timeoutMs, signal } as const;
    return callGateway<Queue>(this.#gateway, call, 'name');
  }

  /** Takes a queue of the project away on which nothing waits or runs. Its ended jobs stay. */
  deleteQueue(
    name: string,
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<void> {
    const path = `/queues/${encodeURIComponent(name)}`;
    return tellGateway(this.#gateway, { method: 'DELETE', path, timeoutMs, signal });
  }

  /** What the project may have in use, and what it has. */
  async quotas(options: CallOptions = {}): Promise<readonly Quota[]> {
    return (await getFromGateway<QuotaList>(this.#gateway, '/quotas', 'quotas', options)).quotas;
  }

  /** Who holds which privileges on a queue. */
  async grants(queue: string, options: CallOptions = {}): Promise<readonly QueueHolder[]> {
    const path = `/queues/${encodeURIComponent(queue)}/grants`;
    return (await getFromGateway<QueueHolderList>(this.#gateway, path, 'grants', options)).grants;
  }

  /** Grants or revokes privileges on a queue. */
  changeGrants(
    queue: string,
    order: GrantOrder,
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<QueueHolder> {
    const path = `/queues/${encodeURIComponent(queue)}/grants`;
    const call = { method: 'PUT', path, body: order, timeoutMs, signal } as const;
    return callGateway<QueueHolder>(this.#gateway, call, 'privileges');
  }

  /** What happens to jobs, as it happens; it goes on over connections that break. */
  events(options: FollowOptions = {}): AsyncGenerator<Followed> {
    return followEvents(this.#gateway, options);
  }

  /** Who asked for which change in the project, the newest first; for admins. */
  audit(query: AuditQuery = {}, options: CallOptions = {}): Promise<AuditList> {
    return getFromGateway<AuditList>(this.#gateway, '/audit', 'entries', options, query);
  }

  /** Restarts a queue. The answer is the job that does it: its end says that all have ended. */
  restartQueue(
    name: string,
    order: RestartOrder = {},
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<Job> {
    const path = `/queues/${encodeURIComponent(name)}/restart`;
    const call = { method: 'POST', path, body: order, timeoutMs, signal } as const;
    return callGateway<Job>(this.#gateway, call, 'status');
  }

  /** Whom the key speaks for. */
  whoami(options: CallOptions = {}): Promise<Whoami> {
    return getFromGateway<Whoami>(this.#gateway, '/whoami', 'project_id', options);
  }
}
