import type { JobError } from '../../core/job/ending.ts';
import { intentOf, type Job, type JobId } from '../../core/job/job.ts';
import type { Program } from '../../core/job/program.ts';
import { type BatchOrder, placesSeen, type Possible } from './batch-command.ts';
import type { BatchProcess } from './batch-process.ts';
import { BatchPlace } from '../batch-room.ts';
import { BatchUsers } from './batch-users.ts';
import { diskFull, isDiskFull } from '../full-disk.ts';
import { furnishRoom } from './furnish-room.ts';
import { systemPath } from './isolation.ts';
import type { ProcessSettings } from './process-settings.ts';
import { nameInWork, readFiles, temporaryName } from './read-program.ts';
import { BatchNotBegunError } from './spawn-batch.ts';
import { startBatch } from './start-batch.ts';

export type Begun =
  | { readonly kind: 'begun'; readonly batch: BatchProcess }
  | { readonly kind: 'refused'; readonly error: JobError };

/** Begins tries of batches: their rooms, their users, their environments. */
export class BatchStarter {
  readonly #settings: ProcessSettings;
  readonly #users = new BatchUsers();
  readonly #uids = new Map<JobId, number>();

  constructor(settings: ProcessSettings) {
    this.#settings = settings;
  }

  /** @param unwanted aborts when the batch is to be cancelled; a try not yet begun is then refused */
  async begin(job: Job, attempt: number, unwanted: AbortSignal): Promise<Begun> {
    try {
      return await this.#beginNow(job, attempt, unwanted);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      return { kind: 'refused', error: diskFull };
    }
  }

  /** The user of a batch that an earlier gateway has begun. */
  keep(jobId: JobId, uid: number | null): void {
    if (uid !== null) this.#uids.set(jobId, this.#users.keep(uid));
  }

  giveBack(jobId: JobId): void {
    const uid = this.#uids.get(jobId);
    if (uid !== undefined) this.#users.giveBack(uid);
    this.#uids.delete(jobId);
  }

  async #beginNow(job: Job, attempt: number, unwanted: AbortSignal): Promise<Begun> {
    const isolation = await this.#settings.isolation;
    if (isolation.kind === 'none') return refused('not_supported', noBatches);
    if (isolation.kind === 'tree' && !(await this.#mayRunUnprotected(job))) {
      return refused('forbidden', notProtected);
    }
    const { program, projectId } = job.request;
    const read = program && readFiles(program);
    if (!read) throw new Error(`the job ${job.id} is no batch`);
    if (read.kind === 'refused') return read;
    if (unwanted.aborted || intentOf(job)) return notWanted;

    const room = new BatchPlace(this.#settings.dataDir, projectId, job.id).room(attempt);
    const uid = this.#uidOf(job.id);
    const owner = isolation.kind === 'namespace' && isolation.as === 'root' ? uid : null;
    const { buckets } = this.#settings;
    const { files } = read;
    const error = await furnishRoom(buckets, projectId, room, files, program.retries, owner);
    if (error) return { kind: 'refused', error };
    const { workDir, node } = placesSeen(isolation, room);
    const command = commandOf(program, files.map(nameInWork)[0] ?? '', node);
    const order = {
      room,
      workDir,
      command,
      uid,
      ...(await this.#surroundings(job, attempt, workDir)),
    };
    if (unwanted.aborted) return notWanted;
    return this.#start(order, isolation, unwanted);
  }

  /** Where nothing keeps it from what the gateway may read. */
  async #mayRunUnprotected(job: Job): Promise<boolean> {
    const { isAlone, rulesOf } = this.#settings;
    return (await isAlone()) || (await rulesOf(job)).allowsUnprotected;
  }

  async #start(order: BatchOrder, isolation: Possible, unwanted: AbortSignal): Promise<Begun> {
    try {
      const batch = await startBatch(order, isolation, this.#settings, unwanted);
      return { kind: 'begun', batch };
    } catch (error) {
      if (unwanted.aborted) return notWanted;
      if (!(error instanceof BatchNotBegunError)) throw error;
      if (isDiskFull(error.cause)) throw error.cause;
      this.#settings.failed(`beginning a batch (${error.complaints})`, error);
      return refused('engine', error.message);
    }
  }

  async #surroundings(job: Job, attempt: number, workDir: string) {
    const { cpuSeconds, memoryBytes, fileBytes, processes } = await this.#settings.rulesOf(job);
    const { url, token } = this.#settings.gatewayFor(job);
    return {
      limits: { cpuSeconds, memoryBytes, fileBytes, processes },
      hidden: [this.#settings.dataDir, ...this.#settings.hidden],
      // From nothing: none of the gateway's own is in it.
      environment: {
        PATH: systemPath,
        HOME: workDir,
        TMPDIR: `${workDir}/${temporaryName}`,
        LANG: 'C.UTF-8',
        // What a program has written is in its log also when it is killed.
        PYTHONUNBUFFERED: '1',
        SLUICE_JOB_ID: job.id,
        SLUICE_ATTEMPT: String(attempt),
        SLUICE_URL: url,
        SLUICE_TOKEN: token,
      },
    };
  }

  #uidOf(jobId: JobId): number {
    const uid = this.#uids.get(jobId) ?? this.#users.take();
    this.#uids.set(jobId, uid);
    return uid;
  }
}

/** @param name of the program's file in its working directory */
function commandOf({ runtime, args }: Program, name: string, node: string): readonly string[] {
  const file = `./${name}`;
  switch (runtime) {
    case 'python':
      return ['python3', file, ...args];
    case 'node':
      return [node, file, ...args];
    case 'shell':
      return ['/bin/sh', file, ...args];
    case 'executable':
      return [file, ...args];
    case 'sql':
      throw new Error('a script in SQL is no process');
  }
}

function refused(code: JobError['code'], message: string): Begun {
  return { kind: 'refused', error: { code, message } };
}

const noBatches =
  'This machine cannot run batches: they need Linux, with the programs env of GNU coreutils and prlimit ' +
  'of util-linux.';

const notProtected =
  'This machine allows no namespaces, so a batch could read what belongs to others. Batches run here only ' +
  'as long as there is one user in one project, or on queues that an admin has opened (unprotected). Allow ' +
  'namespaces, have the queue opened, or run the batch elsewhere.';

const notWanted = refused('engine', 'It was cancelled before it began.');
