import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostSettings } from '../messages/host-settings.ts';
import type { RunOrder } from '../messages/run-order.ts';
import { HostSession } from './host-session.ts';
import { Lake } from './lake.ts';
import { ResultFiles } from './result-files.ts';
import { ResultTally } from './result-tally.ts';
import { StatementRun } from './statement-run.ts';

const scan = 'SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3';
/** Some interrupts are sent within it. */
const slowRollbackMs = 100;

describe('a statement of a session that is stopped', () => {
  const home = mkdtempSync(join(tmpdir(), 'sluice-test-run-'));
  const settings: HostSettings = {
    databaseFile: join(home, 'lake.duckdb'),
    bucketDir: join(home, 'bucket'),
    uploadsDir: join(home, 'uploads'),
    spillDir: join(home, 'spill'),
    socketPath: join(home, 'socket'),
    memoryBytes: 256_000_000,
    temporaryBytes: null,
    threads: 1,
    instance: 'test',
    orphanMs: 0,
  };
  let lake: Lake;
  let files: ResultFiles;
  beforeAll(async () => {
    lake = await Lake.open(settings);
    files = await ResultFiles.open(settings);
  });
  afterAll(() => rmSync(home, { recursive: true }));

  it('interrupts no ROLLBACK: the next one runs on the same connection (case 27)', async () => {
    const opened = await HostSession.open(lake, { sessionId: 'session', database: 'default' });
    const { connection } = opened;
    let isRollingBack = false;
    let interrupted = 0;
    const rollBack = async () => {
      isRollingBack = true;
      await pause(slowRollbackMs);
      await connection.run('ROLLBACK');
      isRollingBack = false;
    };
    const watched = new Proxy(connection, {
      get(target, name) {
        if (name === 'run')
          return (sql: string) => (sql === 'ROLLBACK' ? rollBack() : target.run(sql));
        if (name === 'interrupt' && isRollingBack) return () => (interrupted += 1);
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const run = statement(scan, watched);
    const ended = run.run();
    await pause(50);
    run.stop();
    expect(await ended).toEqual({ kind: 'stopped' });
    expect(interrupted).toBe(0);
    expect(await statement('SELECT 42', watched).run()).toMatchObject({ kind: 'succeeded' });
    await opened.close();
  });

  function statement(sql: string, connection: DuckDBConnection): StatementRun {
    const order: RunOrder = {
      jobId: 'job',
      sql,
      database: 'default',
      isQuery: true,
      writeNote: join(home, 'note'),
      mac: '',
      resultFile: join(home, 'result.duckdb'),
      copyTo: null,
      exports: null,
      moves: null,
      room: { database: null, bucket: null, results: null },
      creates: null,
      parameters: [],
      sessionId: 'session',
      step: 'statement',
      verb: 'SELECT',
    };
    const session = { id: 'session', transaction: 'none', connection } as HostSession;
    const gateway = {
      committing: () => Promise.resolve(),
      giveUpHost: () => new Promise<never>(() => {}),
    };
    return new StatementRun(order, lake, files, new ResultTally(), gateway, session);
  }
});
