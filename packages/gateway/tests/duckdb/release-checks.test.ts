import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job/job.ts';
import type { Held, ReleaseCheck } from '../../src/core/job/receipt.ts';
import type { ContextGone } from '../../src/core/ports/session-engine.ts';
import type { Session } from '../../src/core/session/session.ts';
import { sessionCalls } from '../support/session-calls.ts';
import { deaf, scan } from '../support/slow-sql.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';
import { whyNoMount } from '../support/why-no-mount.ts';

// A check that cannot fail is no check: each kind that a receipt makes fails once, because the real
// thing is still there. The job does not end, its caller hears so; then the thing goes, and it ends.

const callerWaitsMs = 1_500;
const wish = { by: 'test', reason: 'user', requestId: 'test' } as const;

describe('the checks of a receipt', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-checks-'));
  const checks: ReleaseCheck[] = [];
  let isEndFeigned = false;
  let isCloseFeigned = false;
  let feignedGone = Promise.withResolvers<ContextGone>();
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb({
      dataDir,
      interruptMs: 60_000,
      // An end is feigned before the start is written.
      shortMs: 0,
      aroundEngine: (method, _rest, call) => {
        if (method === 'watch' && isEndFeigned) return Promise.resolve({ kind: 'stopped' });
        const answer = call();
        if (method !== 'release' || !(answer instanceof Promise)) return answer;
        return answer.then((check: ReleaseCheck) => {
          checks.push(check);
          return check;
        });
      },
      aroundContexts: (method, _rest, call) => {
        if (method === 'watch') return Promise.race([call(), feignedGone.promise]);
        if (method !== 'close' || !isCloseFeigned) return call();
        const error = { code: 'engine', message: 'it says so' } as const;
        feignedGone.resolve({ kind: 'gone', error, remarks: [] });
        return Promise.resolve('told');
      },
    });
  });
  afterAll(async () => {
    await world.close();
    rmSync(dataDir, { recursive: true });
  });

  it('operation, process: a statement that its host still runs is not gone (I3)', async () => {
    // What the watch says is wrong this once. The check looks for itself.
    isEndFeigned = true;
    const job = await world.submit(deaf);
    await world.running(job);
    await expectNotConfirmed(job);
    isEndFeigned = false;
    const [pid] = world.processes();
    expect(lastCheck('operation')).toMatchObject({
      isGone: false,
      read: expect.stringMatching(`host pid ${pid} .*: alive, runs 1 in all, this one among them`),
    });

    process.kill(pid ?? 0, 'SIGKILL');

    await world.ended(job);
    expect(lastCheck('operation')).toMatchObject({
      isGone: true,
      read: expect.stringMatching(`host pid ${pid} .*: gone`),
    });
  });

  it.skipIf(whyNoMount !== null)(
    `path: a file that cannot be removed is not gone (I3) ${whyNoMount ?? ''}`,
    async () => {
      const job = await world.submit(scan);
      await world.running(job);
      const path = join('projects', world.projectId, 'results', `${job.id}.duckdb`);
      const file = join(dataDir, path);
      mkdirSync(file);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', file]);
      try {
        await expectNotConfirmed(job);
        expect(lastCheck('path')).toMatchObject({
          isGone: false,
          read: expect.stringMatching(/: still there, \d+ bytes$/),
        });
      } finally {
        execFileSync('umount', [file]);
      }
      await expectCancelled(job);
      expect(lastCheck('path')).toMatchObject({
        held: { path },
        isGone: true,
        read: `${path}: ENOENT`,
      });
    },
  );

  it('slot: a job that keeps its slot does not end (I3)', async () => {
    const job = await world.submit(scan);
    await world.running(job);
    const state = new BetterSqlite3(join(dataDir, 'state.db'), { timeout: 5_000 });
    state.exec(
      `CREATE TRIGGER keep_slot AFTER UPDATE OF status ON jobs WHEN new.ended_at IS NOT NULL
       BEGIN UPDATE jobs SET lease_token = old.lease_token WHERE id = new.id; END`,
    );
    try {
      await expectNotConfirmed(job);
    } finally {
      state.exec('DROP TRIGGER keep_slot');
      state.close();
    }
    await expectCancelled(job);
    const receipt = await world.actions.receiptOf(world.projectId, job.id);
    expect(receipt?.checks.find(({ held }) => held.kind === 'slot')).toMatchObject({
      isGone: true,
      read: '0 of 4 slots in use',
    });
  });

  it('context: a session that its host still has is not gone (I3)', async () => {
    const session = await sessionCalls(world).open();
    isCloseFeigned = true;
    await expectCloseNotConfirmed(session);
    const { sessions } = world.engine;
    const held = { kind: 'context', engine: 'duckdb', ref: session.id } as const;
    expect(await sessions.release(session, held)).toMatchObject({
      isGone: false,
      read: expect.stringMatching(/alive, has 1 sessions, this one among them$/),
    });

    await sessions.close(session.id, 'close');

    await expectClosed(session);
    isCloseFeigned = false;
    feignedGone = Promise.withResolvers();
  });

  it('place: a session that keeps its place does not end (I3)', async () => {
    const session = await sessionCalls(world).open();
    const state = new BetterSqlite3(join(dataDir, 'state.db'), { timeout: 5_000 });
    state.exec(
      `CREATE TRIGGER keep_place AFTER UPDATE OF status ON sessions WHEN new.ended_at IS NOT NULL
       BEGIN UPDATE sessions SET lease_token = old.lease_token WHERE id = new.id; END`,
    );
    try {
      await expectCloseNotConfirmed(session);
    } finally {
      state.exec('DROP TRIGGER keep_place');
      state.close();
    }
    await expectClosed(session);
    const receipt = await world.stores.sessions.receiptOf(session.id);
    expect(receipt?.checks.find(({ held }) => held.kind === 'place')).toMatchObject({
      isGone: true,
      read: '0 of 500 session places in use',
    });
  });

  /** A close whose context was seen to go, and which still holds something. */
  async function expectCloseNotConfirmed({ id }: Session): Promise<void> {
    const { actions, projectId } = world;
    const verdict = await actions.closeSession(projectId, id, wish, callerWaitsMs);
    expect(verdict.kind).toBe('not_confirmed');
    expect(await world.stores.sessions.receiptOf(id)).toBeNull();
  }

  async function expectClosed(session: Session): Promise<void> {
    await sessionCalls(world).close(session);
    expect(await world.stores.sessions.ledgerOf(session.id)).toEqual([]);
  }

  /** A cancel whose work was seen to stop, and which still holds something. */
  async function expectNotConfirmed({ id }: Job): Promise<void> {
    const verdict = await world.actions.cancelJob(world.projectId, id, wish, callerWaitsMs);
    expect(verdict.kind).toBe('not_confirmed');
    const job = await world.actions.findJob(world.projectId, id);
    expect(job?.state.status).toBe('cancelling');
    expect(await world.stores.jobs.receiptOf(id)).toBeNull();
  }

  async function expectCancelled(job: Job): Promise<void> {
    expect((await world.cancel(job)).kind).toBe('cancelled');
    expect(await world.stores.jobs.ledgerOf(job.id)).toEqual([]);
  }

  function lastCheck(kind: Held['kind']): ReleaseCheck | undefined {
    return checks.findLast(({ held }) => held.kind === kind);
  }
});
