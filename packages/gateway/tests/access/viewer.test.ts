import { describe, expect, it } from 'vitest';
import type { Privilege } from '../../src/core/access/privilege.ts';
import { AccessRefusedError } from '../../src/core/access/access-refused-error.ts';
import type { Actions } from '../../src/core/actions/actions.ts';
import { guardActions } from '../../src/core/actions/guarded-actions.ts';
import type { Receipt, ReleaseCheck } from '../../src/core/job/receipt.ts';
import type { JobEvent } from '../../src/core/ports/event-feed.ts';
import { startCore } from '../support/start-core.ts';
import { enrolEverybody, principalOf, projectId } from './personas.ts';

const viewer = principalOf('viewer');
const admin = principalOf('admin');
const wish = { by: 'viewer', reason: 'user', requestId: 'r1' } as const;
const page = { offset: 0, limit: 10, order: 'submitted_asc' } as const;

/** Two queues; on each a job of the viewer and one of the admin, of which none moves. */
async function startWithJobs() {
  const core = await startCore({ slots: 1 });
  core.stage.hold('work 1');
  await core.submit({ projectId: 'elsewhere' });
  const guarded = guardActions(core.actions, core.stores);
  const queue = await core.stores.queues.find(projectId, 'default');
  await enrolEverybody(core.stores, queue?.id ?? '');
  await guarded.createQueue(admin, { ...reports, name: 'reports' });
  const jobs = {
    his: await core.submit({ projectId, owner: 'viewer' }),
    hers: await core.submit({ projectId, owner: 'admin', key: 'hers' }),
  };
  const grant = (...privileges: readonly Privilege[]) =>
    guarded.changeGrants(admin, 'default', { userName: 'viewer', action: 'replace', privileges });
  return { core, guarded, jobs, grant };
}

const reports = {
  engine: 'scripted',
  slots: 1,
  defaultDatabase: 'default',
  queuedTimeoutMs: null,
  runTimeoutMs: null,
};

describe('a viewer', () => {
  it('sees his own jobs alone, until others are shared with him', async () => {
    const { guarded, jobs, grant } = await startWithJobs();
    const seen = async () => (await guarded.listJobs(viewer, {}, page)).jobs.map(({ id }) => id);
    expect(await seen()).toEqual([jobs.his]);
    expect((await guarded.listJobs(viewer, {}, page)).total).toBe(1);
    expect(await guarded.findJob(viewer, jobs.hers)).toBeNull();
    expect(await guarded.findJobByKey(viewer, 'hers')).toBeNull();
    await grant('SUBMIT_JOB');
    expect(await seen()).toEqual([jobs.his]);
    await grant('READ_JOB');
    expect(await seen()).toEqual([jobs.his, jobs.hers]);
    expect(await guarded.findJob(viewer, jobs.hers)).toMatchObject({ id: jobs.hers });
    await grant();
    expect(await seen()).toEqual([jobs.his]);
  });

  it('cancels neither his own job nor another without CANCEL_JOB, and both with it', async () => {
    const { core, guarded, jobs, grant } = await startWithJobs();
    await grant('SUBMIT_JOB', 'READ_JOB');
    const refused = { privilege: 'CANCEL_JOB', queueName: 'default' };
    for (const id of [jobs.his, jobs.hers]) {
      const error = await guarded.cancelJob(viewer, id, wish, 0).catch((thrown: unknown) => thrown);
      expect((error as AccessRefusedError).refusal).toMatchObject(refused);
      expect((await core.read(id, projectId)).state.status).toBe('queued');
    }
    await grant('CANCEL_JOB');
    for (const id of [jobs.his, jobs.hers]) {
      expect(await guarded.cancelJob(viewer, id, wish, 0)).toMatchObject({ kind: 'cancelled' });
    }
  });

  it('is told the same of a key that is not known and of one whose job he may not see', async () => {
    const { core, guarded, jobs, grant } = await startWithJobs();
    await grant('SUBMIT_JOB');
    const refusals = await Promise.all(
      ['hers', 'nobodys'].map((key) =>
        guarded.cancelByKey(viewer, key, wish, 0).catch((error: unknown) => error),
      ),
    );
    expect(refusals[0]).toBeInstanceOf(AccessRefusedError);
    expect(refusals[0]).toEqual(refusals[1]);
    expect((await core.read(jobs.hers, projectId)).state.status).toBe('queued');
  });

  it('submits where he was let, and nowhere else', async () => {
    const { guarded, grant } = await startWithJobs();
    await grant('SUBMIT_JOB');
    const order = { sql: 'SELECT 1' };
    expect(await guarded.submitJob(viewer, order)).toMatchObject({ kind: 'accepted' });
    const elsewhere = guarded.submitJob(viewer, { ...order, queueName: 'Reports' });
    await expect(elsewhere).rejects.toThrow(AccessRefusedError);
    const nowhere = guarded.submitJob(viewer, { ...order, queueName: 'nowhere' });
    expect(await nowhere).toEqual({ kind: 'no_queue', queueName: 'nowhere' });
  });

  it('gives nobody what he does not hold himself', async () => {
    const { guarded, grant } = await startWithJobs();
    const toHimself = (...privileges: readonly Privilege[]) =>
      guarded.changeGrants(viewer, 'default', { userName: 'viewer', action: 'grant', privileges });
    await expect(toHimself('SUBMIT_JOB')).rejects.toThrow(AccessRefusedError);
    await grant('GRANT_PRIVILEGE', 'READ_JOB');
    await expect(toHimself('CANCEL_JOB')).rejects.toThrow(AccessRefusedError);
    const order = { userName: 'submitter', action: 'grant', privileges: ['READ_JOB'] } as const;
    const answer = await guarded.changeGrants(viewer, 'default', order);
    expect(answer).toMatchObject({ holder: { privileges: ['SUBMIT_JOB', 'READ_JOB'] } });
    const revoke = { ...order, action: 'revoke' } as const;
    await expect(guarded.changeGrants(viewer, 'default', revoke)).rejects.toThrow(
      AccessRefusedError,
    );
  });
});

it('who holds what is told with where it comes from', async () => {
  const { guarded } = await startWithJobs();
  const answer = await guarded.listGrants(admin, 'reports');
  expect(answer).toMatchObject({
    kind: 'holders',
    holders: [
      { userName: 'admin', role: 'admin', isOwner: true },
      { userName: 'operator', privileges: ['SUBMIT_JOB', 'CANCEL_JOB', 'READ_JOB'] },
    ],
  });
});

describe('of a receipt that an earlier version wrote', () => {
  const dataDir = '/srv/sluice';
  async function startWithReceipt() {
    const world = await startWithJobs();
    const { his, hers } = world.jobs;
    const made = await world.core.actions.createSession({ projectId, owner: 'admin' });
    const session = made.kind === 'accepted' ? made.session.id : '';
    const path = `${dataDir}/projects/${projectId}/results/${his}.duckdb`;
    const checks: ReleaseCheck[] = [
      {
        held: { kind: 'operation', engine: 'duckdb', ref: his },
        isGone: true,
        read: `host pid 7 started 99: alive, runs [${hers}]`,
        at: 1,
      },
      { held: { kind: 'path', path }, isGone: true, read: `${path}: ENOENT`, at: 1 },
    ];
    const receipt: Receipt = {
      jobId: his,
      intent: { ...wish, at: 1 },
      ending: 'cancelled',
      rung: 'kill-host',
      phases: { accepted: 1, delivered: 1, observed: 1, released: 1 },
      rungs: [],
      checks,
      collateral: [
        `job ${hers} runs again from its start: it shared the host`,
        `session ${session} was restored in a new host`,
      ],
    };
    const event: JobEvent = {
      seq: 1,
      at: 1,
      jobId: his,
      job: { owner: 'viewer', queueId: '', queueName: 'default' },
      kind: 'cancelled',
      detail: { revision: 1, released: checks },
    };
    const actions: Actions = {
      ...world.core.actions,
      receiptOf: async () => receipt,
      followEvents: async () => ({ kind: 'items', items: pageOf(event) }),
    };
    return { ...world, session, guarded: guardActions(actions, world.core.stores) };
  }

  it('he sees neither the jobs of others nor places of the machine', async () => {
    const { guarded, jobs, session } = await startWithReceipt();
    const left = new AbortController().signal;
    const told: unknown[] = [await guarded.receiptOf(viewer, jobs.his)];
    for (const answer of [
      await guarded.followJob(viewer, jobs.his, 'oldest', left),
      await guarded.followProject(viewer, 'oldest', left),
    ]) {
      if (answer.kind === 'items') told.push(...(await Array.fromAsync(answer.items)));
    }
    expect(told).toHaveLength(3);
    expect(JSON.stringify(told)).not.toContain(jobs.hers);
    expect(JSON.stringify(told)).not.toContain(session);
    expect(JSON.stringify(told)).not.toContain(dataDir);
    expect(JSON.stringify(told)).toContain(`projects/${projectId}/results/${jobs.his}.duckdb`);
  });

  it('an admin is told which neighbours it cost', async () => {
    const { guarded, jobs, session } = await startWithReceipt();
    const receipt = await guarded.receiptOf(admin, jobs.his);
    expect(receipt?.collateral).toEqual([
      `job ${jobs.hers} runs again from its start: it shared the host`,
      `session ${session} was restored in a new host`,
    ]);
  });
});

async function* pageOf(event: JobEvent) {
  yield [{ kind: 'event', event, position: { epoch: 'e', seq: event.seq } } as const];
}
