import { describe, expect, it } from 'vitest';
import type { Job } from '../core/job/job.ts';
import { createInProcessNews } from './in-process-news.ts';

const job: Job = {
  id: 'job-1',
  submittedAt: 0,
  revision: 1,
  state: { status: 'queued' },
  request: {
    projectId: 'p',
    kind: 'sql',
    queueId: 'q',
    queueName: 'default',
    engine: 'scripted',
    sql: 'select 1',
    parameters: [],
    statementClass: 'query',
    database: 'samples',
    owner: 'alice',
    tags: [],
    conf: [],
    priority: 0,
    key: null,
    queuedTimeoutMs: null,
    runTimeoutMs: null,
    session: null,
    program: null,
    transfer: null,
  },
};

const clock = { now: () => 7 };

interface Revised {
  readonly id: string;
  readonly revision: number;
}

function failOn(what: string): never {
  throw new Error(what);
}

describe('news within a process', () => {
  it('knows when it last told of something, of the latest thousand', () => {
    let now = 0;
    const news = createInProcessNews<Revised>(failOn, { now: () => now });
    for (const id of ['first', 'second', 'first']) {
      now += 1;
      news.publish({ id, revision: now });
    }
    expect(['first', 'second', 'third'].map((id) => news.toldAt(id))).toEqual([3, 2, null]);
    for (let id = 0; id < 999; id++) news.publish({ id: String(id), revision: 1 });
    expect(['first', 'second'].map((id) => news.toldAt(id))).toEqual([3, null]);
  });

  it('knows whether it has told of anything newer, of the latest thousand', () => {
    const news = createInProcessNews<Revised>(failOn, clock);
    news.publish({ id: 'first', revision: 1 });
    news.publish({ id: 'second', revision: 1 });
    news.publish({ id: 'first', revision: 2 });
    news.publish({ id: 'first', revision: 1 });
    const isLatest = (id: string, revision: number) => news.isLatest({ id, revision });
    expect([isLatest('first', 1), isLatest('first', 2)]).toEqual([false, true]);
    expect([isLatest('second', 1), isLatest('never told of', 1)]).toEqual([true, false]);
    for (let id = 0; id < 999; id++) news.publish({ id: String(id), revision: 1 });
    expect([isLatest('first', 2), isLatest('second', 1)]).toEqual([true, false]);
  });

  it('tells every listener, each as often as it subscribed, until it leaves', () => {
    const news = createInProcessNews<Job>(failOn, clock);
    const heard: string[] = [];
    const listener = ({ id }: Job) => {
      heard.push(id);
    };
    const leave = news.subscribe(listener);
    const leaveToo = news.subscribe(listener);
    news.publish(job);
    leave();
    leave();
    news.publish(job);
    leaveToo();
    news.publish(job);
    expect(heard).toEqual(['job-1', 'job-1', 'job-1']);
  });

  it('goes on past a listener that throws, and says so', () => {
    const failures: unknown[] = [];
    const news = createInProcessNews<Job>((what, cause) => failures.push([what, cause]), clock);
    const broken = new Error('broken');
    const heard: number[] = [];
    news.subscribe(() => heard.push(1));
    news.subscribe(() => {
      throw broken;
    });
    news.subscribe(() => heard.push(2));
    news.publish(job);
    expect(heard).toEqual([1, 2]);
    expect(failures).toEqual([['a listener to the news of job-1', broken]]);
  });

  it('lets a listener leave while it is told', () => {
    const news = createInProcessNews<Job>(failOn, clock);
    const heard: number[] = [];
    const leave = news.subscribe(() => {
      heard.push(1);
      leave();
    });
    news.subscribe(() => heard.push(2));
    news.publish(job);
    news.publish(job);
    expect(heard).toEqual([1, 2, 2]);
  });
});
