import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import type { JobId } from '../../src/core/job/job.ts';
import { type EventReader, readEvents } from '../support/read-events.ts';
import { hashSecret } from '../../src/http/authentication/secret-hash.ts';
import { principalOf, projectId } from './native-users.ts';
import { as, type Native, startNative, unknownId } from './start-native.ts';

/** Time stands still in these tests until somebody moves it, and readers gather their news for a while. */
function keepMoving({ core: { clock } }: Native): Disposable {
  const timer = setInterval(() => clock.advance(20), 1);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function follow(
  native: Native,
  path: string,
  more: { lastEventId?: string; user?: Parameters<typeof as>[0] } = {},
): Promise<EventReader> {
  return readEvents(native.url + path, {
    ...as(more.user ?? 'oscar'),
    ...(more.lastEventId !== undefined && { 'last-event-id': more.lastEventId }),
  });
}

async function cancel({ core }: Native, jobId: JobId): Promise<void> {
  const wish = { by: 'alice', reason: 'user', requestId: 'request-9' } as const;
  await core.actions.cancelJob(projectId, jobId, wish, 30_000);
}

describe('the events of a job', () => {
  it('tell its whole life, from its submit to its ending, and then the stream ends', async () => {
    const native = await startNative();
    using _ = keepMoving(native);
    const jobId = await native.submit();
    await using events = await follow(native, `/jobs/${jobId}/events`);
    expect(events.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const told = await events.rest();
    expect(told.map(({ event, data }) => [event, data['kind'], data['revision']])).toEqual([
      ['job', 'queued', 1],
      ['job', 'launching', 2],
      ['job', 'running', 3],
      ['job', 'succeeded', 4],
    ]);
    expect(told.at(-1)?.data).toMatchObject({
      job_id: jobId,
      queue: 'default',
      cancel: null,
      error: null,
      released: [{ held: { kind: 'operation' }, is_gone: true }],
    });
  });

  it('name who wanted the stop, and what was looked for at its end', async () => {
    const native = await startNative();
    using _ = keepMoving(native);
    const held = native.core.stage.hold('work 1');
    const jobId = await native.submit();
    await held.reached();
    await using events = await follow(native, `/jobs/${jobId}/events`);
    await events.take(3);
    const cancelled = cancel(native, jobId);
    const told = await events.rest();
    await cancelled;
    expect(told.map(({ data }) => data['kind'])).toEqual(['cancelling', 'cancelled']);
    for (const { data } of told) {
      expect(data['cancel']).toMatchObject({ by: 'alice', request_id: 'request-9' });
    }
    expect(told.at(-1)?.data['released']).toHaveLength(1);
  });

  it('go on after any event that is named, with what comes next and nothing twice', async () => {
    const native = await startNative();
    using _ = keepMoving(native);
    const jobId = await native.run();
    const path = `/jobs/${jobId}/events`;
    await using whole = await follow(native, path);
    const all = await whole.rest();
    for (const [index, { id }] of all.slice(0, -1).entries()) {
      await using resumed = await follow(native, path, { lastEventId: id ?? '' });
      expect(await resumed.rest()).toEqual(all.slice(index + 1));
    }
    const seen = await fetch(native.url + path, {
      headers: { ...as('oscar'), 'last-event-id': all.at(-1)?.id ?? '' },
    });
    expect(seen.status).toBe(204);
  });

  it('are those of no other project', async () => {
    const native = await startNative();
    const jobId = await native.run();
    const foreign = await native.get(`/jobs/${jobId}/events`, as('eve'));
    const unknown = await native.get(`/jobs/${unknownId}/events`, as('eve'));
    expect(foreign.status).toBe(404);
    const detail = (answer: typeof foreign) =>
      (answer.body as { detail: string }).detail.replace(/[0-9a-f-]{36}/, '');
    expect(detail(foreign)).toBe(detail(unknown));
  });
});

describe('a stream that is open', () => {
  const takeAway: readonly (readonly [string, (native: Native) => Promise<unknown>])[] = [
    ['his role', ({ core }) => core.stores.members.setRole(principalOf('oscar'), 'viewer')],
    ['his membership', ({ core }) => core.stores.members.removeUser(principalOf('oscar'))],
    [
      'his key',
      ({ core }) => {
        const credential = { accessKey: 'new', sealedSecret: '', apiKeyHash: hashSecret('new') };
        return core.stores.members.replaceCredential(principalOf('oscar'), credential, null);
      },
    ],
  ];

  it.each(takeAway)('tells nothing more once its user has lost %s', async (_what, lose) => {
    const native = await startNative();
    using _ = keepMoving(native);
    const held = native.core.stage.hold('work 1');
    const jobId = await native.submit();
    await held.reached();
    await using job = await follow(native, `/jobs/${jobId}/events`);
    await job.take(3);
    // Opened only now: that the job runs is none of what it has to tell.
    await using project = await follow(native, '/events');
    await project.take(1);
    await lose(native);
    held.release();
    await native.core.ended(jobId, projectId);
    expect(await project.rest()).toEqual([]);
    expect(await job.rest()).toEqual([]);
  });

  it('ends soon, also when nothing happens', async () => {
    const native = await startNative();
    await using events = await follow(native, '/events');
    await events.take(1);
    await native.core.stores.members.removeUser(principalOf('oscar'));
    expect(await events.rest()).toEqual([]);
  });

  it('ends when its token expires', async () => {
    const native = await startNative();
    using _ = keepMoving(native);
    const { clock, stores } = native.core;
    const [issuedAt, expiresAt] = [clock.now(), clock.now() + 60 * 60_000];
    const token = { hash: hashSecret('t'), principal: principalOf('oscar'), issuedAt, expiresAt };
    await stores.identities.saveToken(token);
    await using events = await readEvents(`${native.url}/events`, { 'x-auth-token': 't' });
    await events.take(1);
    clock.advance(60 * 60_000);
    await native.run();
    expect(await events.rest()).toEqual([]);
  });

  it('of a job ends when the grant is revoked by which its reader saw it', async () => {
    const native = await startNative();
    using _ = keepMoving(native);
    const [queue] = await native.core.stores.queues.list(projectId);
    const change = (action: 'grant' | 'revoke') =>
      native.core.stores.grants.change({
        projectId,
        queueId: queue?.id ?? '',
        userId: principalOf('vera').userId,
        action,
        privileges: ['READ_JOB'],
        by: 'alice',
      });
    await change('grant');
    const held = native.core.stage.hold('work 1');
    const jobId = await native.submit();
    await held.reached();
    await using events = await follow(native, `/jobs/${jobId}/events`, { user: 'vera' });
    await events.take(3);
    await change('revoke');
    held.release();
    expect(await events.rest()).toEqual([]);
  });
});

describe('the events of a project', () => {
  it('begin now, with the place to come back to, and are those that the caller may see', async () => {
    const native = await startNative();
    using _ = keepMoving(native);
    await native.run();
    await using all = await follow(native, '/events');
    await using others = await follow(native, '/events', { user: 'eve' });
    await using few = await follow(native, '/events', { user: 'vera' });
    const [position] = await all.take(1);
    expect(position).toMatchObject({ event: 'position', data: { after: position?.id } });
    const jobId = await native.run();
    const told = await all.take(4);
    expect(told.map(({ data }) => [data['job_id'], data['kind']])).toEqual(
      ['queued', 'launching', 'running', 'succeeded'].map((kind) => [jobId, kind]),
    );
    await using resumed = await follow(native, `/events?after=${position?.id}&kind=succeeded`);
    expect((await resumed.take(1))[0]).toEqual(told[3]);
    // I10: the others hear of their own place only, until their streams end.
    expect((await others.take(1))[0]?.event).toBe('position');
    expect((await few.take(1))[0]?.event).toBe('position');
    await native.streams.close();
    for (const events of [all, others, few, resumed]) expect(await events.rest()).toEqual([]);
  });

  it.each([
    ['another feed', (id: string) => `ffffffff-${id.split('-')[1]}`, 'other_feed'],
    [
      'a place that is not reached',
      (id: string) => `${id.split('-')[0]}-999999`,
      'unknown_position',
    ],
  ])('say so when they are asked to go on in %s', async (_what, change, reason) => {
    const native = await startNative();
    using _ = keepMoving(native);
    const jobId = await native.run();
    await using whole = await follow(native, `/jobs/${jobId}/events`);
    const all = await whole.rest();
    const lastEventId = change(all[0]?.id ?? '');
    await using events = await follow(native, '/events', { lastEventId });
    const [reset, ...rest] = await events.take(5);
    expect(reset).toMatchObject({ event: 'reset', data: { reason, after: reset?.id } });
    expect(rest).toEqual(all);
  });

  it('say so when they are older than what is kept, and go on with that', async () => {
    const native = await startNative();
    using _ = keepMoving(native);
    const jobId = await native.run();
    await using whole = await follow(native, `/jobs/${jobId}/events`);
    const all = await whole.rest();
    const { retention } = native.core.stores;
    const leaseToken = Number.MAX_SAFE_INTEGER;
    const now = native.core.clock.now();
    await retention.deleteEvents(leaseToken, { before: now, now }, { after: 0, limit: 2 });
    await using events = await follow(native, '/events', { lastEventId: all[0]?.id ?? '' });
    const [reset, ...rest] = await events.take(3);
    expect(reset).toMatchObject({ event: 'reset', data: { reason: 'expired', after: all[1]?.id } });
    expect(rest).toEqual(all.slice(2));
    await using kept = await follow(native, '/events', { lastEventId: all[1]?.id ?? '' });
    expect(await kept.take(2)).toEqual(all.slice(2));
  });

  it('are streamed to 64 readers of a project at once, and to no more', async () => {
    const native = await startNative();
    using _ = keepMoving(native);
    const readers = await Promise.all(Array.from({ length: 64 }, () => follow(native, '/events')));
    const refused = await native.get('/events');
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_streams' } });
    expect(refused.headers.get('retry-after')).toBe('5');
    await using other = await follow(native, '/events', { user: 'eve' });
    expect(other.response.status).toBe(200);
    for (const reader of readers) await reader[Symbol.asyncDispose]();
  });

  it('are not counted for a client that left while it was looked up', async () => {
    const native = await startNative();
    using _ = keepMoving(native);
    let response: ServerResponse | undefined;
    const keep = (message: unknown) => {
      ({ response } = message as { response: ServerResponse });
    };
    subscribe('http.server.request.start', keep);
    const { identities } = native.core.stores;
    const find = identities.findByApiKey.bind(identities);
    const looking = vi.spyOn(identities, 'findByApiKey');
    for (let count = 0; count < 65; count++) {
      const left = new AbortController();
      looking.mockImplementationOnce(async (hash) => {
        left.abort();
        if (response) await once(response, 'close');
        return find(hash);
      });
      const asked = fetch(`${native.url}/events`, { headers: as('oscar'), signal: left.signal });
      await expect(asked).rejects.toThrow('aborted');
    }
    unsubscribe('http.server.request.start', keep);

    await using reader = await follow(native, '/events');
    expect(reader.response.status).toBe(200);
  });
});
