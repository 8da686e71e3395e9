import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { mostSlots } from '../core/ports/queue-store.ts';
import { logLevels } from './config.ts';
import {
  readAddress,
  readDays,
  readInteger,
  readList,
  readMatching,
  readMemory,
  readQuota,
  readSize,
  readText,
  readWord,
} from './read-values.ts';

/** One setting: its name, what it is for, its default, and how its text is read. */
export interface Setting<T> {
  readonly name: `SLUICE_${string}`;
  readonly help: string;
  /** As it would be written; null where nothing is set. */
  readonly fallback: string | null;
  /** @throws ConfigError when the text does not fit */
  read(text: string): T;
}

export const settings = {
  listen: {
    name: 'SLUICE_LISTEN',
    help: 'address and port to listen on; port 0 takes a free one',
    fallback: '127.0.0.1:8642',
    read: readAddress,
  },
  tlsCert: {
    name: 'SLUICE_TLS_CERT',
    help: 'certificate in PEM, with its chain; with a key, TLS is served',
    fallback: null,
    read: readText,
  },
  tlsKey: {
    name: 'SLUICE_TLS_KEY',
    help: 'private key of the certificate, in PEM',
    fallback: null,
    read: readText,
  },
  behindProxy: {
    name: 'SLUICE_BEHIND_PROXY',
    help: '1: a proxy in front does TLS, so that other addresses than loopback may be listened on',
    fallback: '0',
    read: (text: string) => readWord(text, ['0', '1'] as const) === '1',
  },
  trustedProxies: {
    name: 'SLUICE_TRUSTED_PROXIES',
    help: 'addresses of that proxy, with commas (10.0.0.7,10.1.0.0/16); loopback is one',
    fallback: '127.0.0.1,::1',
    read: (text: string) => readList(text, isProxyAddress, 'addresses or networks, with commas'),
  },
  allowedHosts: {
    name: 'SLUICE_ALLOWED_HOSTS',
    help: 'more names by which the gateway is called, with commas and without ports',
    fallback: null,
    read: (text: string) =>
      readList(text, (name) => /^[a-z0-9.:-]{1,253}$/i.test(name), 'host names, with commas'),
  },
  dataDir: {
    name: 'SLUICE_DATA_DIR',
    help: 'directory of everything that is kept; made when it is not there',
    fallback: '.sluice',
    read: readText,
  },
  accessKey: {
    name: 'SLUICE_BOOTSTRAP_AK',
    help: 'access key of the first credential (user admin of domain sluice); made up when absent',
    fallback: null,
    read: (text: string) => readMatching(text, /^[A-Za-z0-9]{4,64}$/, '4 to 64 letters and digits'),
  },
  secretKey: {
    name: 'SLUICE_BOOTSTRAP_SK',
    help: 'secret key of the first credential',
    fallback: null,
    read: (text: string) => readMatching(text, /^[!-~]{8,128}$/, '8 to 128 visible characters'),
  },
  projectId: {
    name: 'SLUICE_BOOTSTRAP_PROJECT_ID',
    help: 'project id of the first credential',
    fallback: null,
    read: (text: string) => readMatching(text, /^[A-Za-z0-9]{1,64}$/, '1 to 64 letters and digits'),
  },
  password: {
    name: 'SLUICE_BOOTSTRAP_PASSWORD',
    help: 'password of the first credential',
    fallback: null,
    read: (text: string) => readMatching(text, /^.{8,128}$/su, '8 to 128 characters'),
  },
  loadSamples: {
    name: 'SLUICE_SAMPLES',
    help: 'on: the first start loads the sample database; off: it does not',
    fallback: 'on',
    read: (text: string) => readWord(text, ['on', 'off'] as const) === 'on',
  },
  defaultSlots: {
    name: 'SLUICE_DEFAULT_SLOTS',
    help: 'slots of the queue default, when it is made',
    fallback: '4',
    read: (text: string) => readInteger(text, 1, mostSlots),
  },
  cancelTimeoutMs: {
    name: 'SLUICE_CANCEL_TIMEOUT_MS',
    help: 'how long a cancel call waits for its proof before it says "not confirmed"',
    fallback: '30000',
    read: (text: string) => readInteger(text, 1, 300_000),
  },
  dliAppId: {
    name: 'SLUICE_DLI_APP_ID',
    help: 'appId of a DLI batch: text, or list, which is all that the Terraform provider reads',
    fallback: 'text',
    read: (text: string) => readWord(text, ['text', 'list'] as const),
  },
  livyPort: {
    name: 'SLUICE_LIVY_PORT',
    help: 'a second port, with the Livy API at its root (8998 is what its clients expect); absent: none',
    fallback: null,
    read: (text: string) => readInteger(text, 0, 65_535),
  },
  livyRequestedBy: {
    name: 'SLUICE_LIVY_REQUESTED_BY',
    help: '1: every Livy call but GET must have the header X-Requested-By',
    fallback: '0',
    read: (text: string) => readWord(text, ['0', '1'] as const) === '1',
  },
  fabricSyncWaitMs: {
    name: 'SLUICE_FABRIC_WAIT_MS',
    help: 'how long a Fabric call waits for a session, a statement or the files of a result',
    // Below the 50 s after which proxies usually give up (fabric-api.md 15, 11).
    fallback: '30000',
    read: (text: string) => readInteger(text, 1_000, 600_000),
  },
  fabricIdleMs: {
    name: 'SLUICE_FABRIC_IDLE_MS',
    help: 'how long a session of Fabric may be idle before it is closed; 0 is for ever',
    // What `session_timeout` is there, and as far as it goes (fabric-api.md 4).
    fallback: '600000',
    read: (text: string) => readInteger(text, 0, 86_400_000) || null,
  },
  batchLog: {
    name: 'SLUICE_BATCH_LOG',
    help: 'how much is kept of each log of a batch, 1MB or more; what is older is given back',
    fallback: '256MB',
    read: (text: string) => readSize(text),
  },
  batchesOnStop: {
    name: 'SLUICE_BATCHES_ON_STOP',
    help: 'what becomes of running batches when the gateway is stopped: leave, cancel',
    fallback: 'leave',
    read: (text: string) => readWord(text, ['leave', 'cancel'] as const),
  },
  interruptMs: {
    name: 'SLUICE_INTERRUPT_MS',
    help: 'how long a DuckDB statement may ignore interrupts before its host is killed',
    fallback: '5000',
    read: (text: string) => readInteger(text, 50, 600_000),
  },
  drainMs: {
    name: 'SLUICE_DRAIN_MS',
    help: 'how long running jobs but batches may go on after a stop signal before they are cancelled',
    fallback: '2000',
    read: (text: string) => readInteger(text, 0, 3_600_000),
  },
  hostMemory: {
    name: 'SLUICE_HOST_MEMORY',
    help: 'memory limit of one DuckDB host, one per project (4GB, 512MB, 25%)',
    fallback: '25%',
    read: readMemory,
  },
  hostsMemory: {
    name: 'SLUICE_HOSTS_MEMORY',
    help: 'memory limit of all DuckDB hosts together, 512 MB each for its results included',
    fallback: '75%',
    read: readMemory,
  },
  hostIdleMs: {
    name: 'SLUICE_HOST_IDLE_MS',
    help: 'how long a DuckDB host without work is kept',
    fallback: '600000',
    read: (text: string) => readInteger(text, 1_000, 86_400_000),
  },
  hostWaitMs: {
    name: 'SLUICE_HOST_WAIT_MS',
    help: 'how long a job waits for memory that DuckDB hosts of other projects hold',
    fallback: '300000',
    read: (text: string) => readInteger(text, 100, 86_400_000),
  },
  hostThreads: {
    name: 'SLUICE_HOST_THREADS',
    help: 'threads that one DuckDB host computes with',
    fallback: String(availableParallelism()),
    read: (text: string) => readInteger(text, 1, 1_024),
  },
  hostOrphanMs: {
    name: 'SLUICE_HOST_ORPHAN_MS',
    help: 'how long a DuckDB host works on without its gateway, for the next one to adopt it',
    fallback: '30000',
    read: (text: string) => readInteger(text, 100, 3_600_000),
  },
  queuedJobs: {
    name: 'SLUICE_QUOTA_QUEUED_JOBS',
    help: 'how many jobs of one project may wait at once; none is no limit',
    fallback: '100000',
    read: (text: string) => readQuota('queued_jobs', text),
  },
  sessions: {
    name: 'SLUICE_QUOTA_SESSIONS',
    help: 'how many sessions of one project may be there at once; none is no limit',
    // As many as Fabric lets wait and open at once (fabric-api.md 4).
    fallback: '1500',
    read: (text: string) => readQuota('sessions', text),
  },
  queuedStatements: {
    name: 'SLUICE_QUOTA_QUEUED_STATEMENTS',
    help: 'how many statements may wait in one session; none is no limit',
    fallback: '2000',
    read: (text: string) => readQuota('queued_statements', text),
  },
  sessionStatements: {
    name: 'SLUICE_QUOTA_SESSION_STATEMENTS',
    help: 'how many statements one session may have in its life; none is no limit',
    fallback: '100000',
    read: (text: string) => readQuota('session_statements', text),
  },
  requestsPerSecond: {
    name: 'SLUICE_QUOTA_REQUESTS_PER_SECOND',
    help: 'how many requests of one project are served in a second, cancels aside; none is no limit',
    fallback: '5000',
    read: (text: string) => readQuota('requests_per_second', text),
  },
  databaseBytes: {
    name: 'SLUICE_QUOTA_DATABASE',
    help: 'how large the database of one project may be (200GB, none)',
    fallback: '200GB',
    read: (text: string) => readQuota('database_bytes', text),
  },
  bucketBytes: {
    name: 'SLUICE_QUOTA_BUCKET',
    help: 'how large the files in the bucket of one project may be together (200GB, none)',
    fallback: '200GB',
    read: (text: string) => readQuota('bucket_bytes', text),
  },
  temporaryBytes: {
    name: 'SLUICE_QUOTA_TEMPORARY',
    help: 'how much the statements of one project may write to the disk while they run (20GB, none)',
    fallback: '20GB',
    read: (text: string) => readQuota('temporary_bytes', text),
  },
  resultsBytes: {
    name: 'SLUICE_QUOTA_RESULTS',
    help: 'how large the kept results of one project may be together (20GB, 500MB, none)',
    fallback: '20GB',
    read: (text: string) => readQuota('results_bytes', text),
  },
  keepJobsMs: {
    name: 'SLUICE_KEEP_JOBS_DAYS',
    help: 'how long jobs that have ended are kept, with their receipts',
    fallback: '90',
    read: readDays,
  },
  keepEventsMs: {
    name: 'SLUICE_KEEP_EVENTS_DAYS',
    help: 'how long the feed of events and the audit are kept',
    fallback: '90',
    read: readDays,
  },
  keepResultsMs: {
    name: 'SLUICE_KEEP_RESULTS_DAYS',
    help: 'how long the rows of a result are kept; not longer than its job',
    fallback: '7',
    read: readDays,
  },
  keepKeysMs: {
    name: 'SLUICE_KEEP_KEYS_DAYS',
    help: 'how long an idempotency key stands for its job; not longer than the job is kept',
    fallback: '7',
    read: readDays,
  },
  keepLogsMs: {
    name: 'SLUICE_KEEP_LOGS_DAYS',
    help: 'how long the logs of batches and of DuckDB hosts are kept',
    fallback: '30',
    read: readDays,
  },
  keepSessionsMs: {
    name: 'SLUICE_KEEP_SESSIONS_HOURS',
    help: 'how long records of sessions that have ended are kept; their statements are kept as jobs',
    fallback: '24',
    read: (text: string) => readInteger(text, 1, 876_000) * 60 * 60 * 1_000,
  },
  logLevel: {
    name: 'SLUICE_LOG_LEVEL',
    help: `how much is logged: ${logLevels.join(', ')}`,
    fallback: 'info',
    read: (text: string) => readWord(text, logLevels),
  },
} satisfies Record<string, Setting<unknown>>;

function isProxyAddress(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const most = isIP(address) === 6 ? 128 : 32;
  const isNetwork = bits === undefined || (/^[0-9]{1,3}$/.test(bits) && Number(bits) <= most);
  return isIP(address) !== 0 && isNetwork && rest.length === 0;
}
