import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Awaited } from '../../src/core/actions/await-ending.ts';
import type { EndedJob, Job, JobId } from '../../src/core/job/job.ts';
import type { GatewaySettings } from './gateway-process.ts';
import { hostsOf, processesIn } from '../support/processes-in.ts';
import { arm, disarm, type Victims } from './kill-switch.ts';
import { KillableGateway } from './killable-gateway.ts';
import { readSessionState, type StateOfSession } from './read-session-state.ts';
import { readState, type StateOfJob } from './read-state.ts';

const endingMs = 25_000;

/** A data directory that outlives its gateways, and whoever drives it at the moment. */
export class RecoveryWorld {
  readonly #home = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-test-recovery-')));
  readonly #settings: GatewaySettings;
  #gateway: KillableGateway;
  #counter = 0;

  private constructor(settings: Partial<GatewaySettings>) {
    mkdirSync(join(this.#home, 'data'));
    this.#settings = {
      dataDir: join(this.#home, 'data'),
      switchFile: join(this.#home, 'switch'),
      projectId: randomUUID().replaceAll('-', ''),
      markerKey: randomBytes(32).toString('hex'),
      slots: 1,
      interruptMs: 1_000,
      ...settings,
    };
    this.#gateway = this.begin();
  }

  static async start(settings: Partial<GatewaySettings> = {}): Promise<RecoveryWorld> {
    const world = new RecoveryWorld(settings);
    try {
      await world.gateway.ready();
      return world;
    } catch (error) {
      await world.end();
      throw error;
    }
  }

  get gateway(): KillableGateway {
    return this.#gateway;
  }

  /** A number that no play had before. */
  nextTag(): number {
    return ++this.#counter;
  }

  /** Starts the next gateway; it may die before it is ready. */
  begin(): KillableGateway {
    this.#gateway = new KillableGateway(this.#settings, this.#home);
    return this.#gateway;
  }

  /** Starts the next gateway if the last one is dead. */
  async restart(): Promise<void> {
    if (this.#gateway.isAlive) return;
    await this.begin().ready();
  }

  arm(point: string, victims: Victims): void {
    const { switchFile, dataDir } = this.#settings;
    arm(switchFile, { point, victims, gatewayPid: this.#gateway.pid, dataDir });
  }

  /** @returns whether the point was reached */
  disarm(): boolean {
    return !disarm(this.#settings.switchFile);
  }

  async submit(sql: string, key: string): Promise<Job> {
    return this.#gateway.ask<Job>('submit', sql, key);
  }

  async ended(jobId: JobId): Promise<EndedJob> {
    const awaited = await this.#gateway.ask<Awaited>('awaitEnding', jobId, endingMs);
    if (awaited.kind === 'ended') return awaited.job;
    throw new Error(`job ${jobId} did not end: ${JSON.stringify(awaited)}`);
  }

  async run(sql: string): Promise<EndedJob> {
    const job = await this.submit(sql, `run-${this.nextTag()}`);
    return this.ended(job.id);
  }

  /** Waits until the job is seen to run. */
  async running(jobId: JobId): Promise<void> {
    for (;;) {
      const job = await this.#gateway.ask<Job>('find', jobId);
      if (job.state.status === 'running') return;
      if (job.state.status === 'ended') throw new Error(`it ended: ${JSON.stringify(job.state)}`);
    }
  }

  /** What the state file has of a job, read past the gateway. */
  stateOf(jobId: JobId): StateOfJob {
    return readState(join(this.#settings.dataDir, 'state.db'), jobId);
  }

  stateOfSession(sessionId: string): StateOfSession {
    return readSessionState(join(this.#settings.dataDir, 'state.db'), sessionId);
  }

  hosts(): number[] {
    return hostsOf(this.#settings.dataDir);
  }

  /** Names in one of the project's directories. */
  names(room: 'bucket' | 'results' | 'saved'): string[] {
    return namesIn(this.#place(room));
  }

  /** The lines of an exported file, or of all files below an exported directory; null if it is not there. */
  exportedLines(name: string): number | null {
    if (!this.names('bucket').includes(name)) return null;
    const path = this.#place('bucket', name);
    const files = namesIn(path, true).map((each) => join(path, each));
    return (files.length > 0 ? files : [path]).reduce(
      (sum, file) => sum + readFileSync(file, 'utf8').split('\n').length - 1,
      0,
    );
  }

  /** Stops the gateway, and says which processes are left. */
  async end(): Promise<number[]> {
    this.disarm();
    await this.#gateway.stop();
    const left = processesIn(this.#home);
    for (const pid of left) process.kill(pid, 'SIGKILL');
    rmSync(this.#home, { recursive: true, force: true });
    return left;
  }

  #place(...names: readonly string[]): string {
    const { dataDir, projectId } = this.#settings;
    return join(dataDir, 'projects', projectId, ...names);
  }
}

function namesIn(directory: string, recursive = false): string[] {
  try {
    return readdirSync(directory, { recursive, withFileTypes: true })
      .filter((entry) => !recursive || entry.isFile())
      .map((entry) => join(entry.parentPath.slice(directory.length), entry.name));
  } catch {
    return [];
  }
}
