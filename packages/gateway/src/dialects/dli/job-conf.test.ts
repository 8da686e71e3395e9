import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { Conf, isSynchronous, readConf, toUserConf } from './job-conf.ts';

describe('Conf', () => {
  it.each(['a=b', 'a = b', ' a=', 'a=b=c'])('takes %j', (line) =>
    expect(Value.Check(Conf, [line])).toBe(true),
  );
  it.each(['', 'a', '=b', ' =b', 'a=\0', 'a=\ud800'])('refuses %j', (line) =>
    expect(Value.Check(Conf, [line])).toBe(false),
  );
});

describe('readConf', () => {
  it('reads the time-out in seconds', () => {
    expect(readConf(['x=1', 'dli.sql.job.timeout = 60'])).toEqual({
      kind: 'ok',
      runTimeoutMs: 60_000,
    });
    expect(readConf([])).toEqual({ kind: 'ok', runTimeoutMs: undefined });
  });

  it.each([
    'dli.sql.job.timeout=0',
    'dli.sql.job.timeout=-1',
    'dli.sql.job.timeout=1.5',
    'dli.sql.job.timeout=1h',
    'dli.sql.job.timeout=',
    'dli.sql.job.timeout=1000000000',
    'dli.sql.sqlasync.enabled=no',
    'dli.sql.sqlasync.enabled=',
  ])('refuses %s and names the key', (line) => {
    const message = expect.stringContaining(line.slice(0, line.indexOf('='))) as string;
    expect(readConf([line])).toEqual({
      kind: 'refused',
      refusal: { httpStatus: 400, code: 'DLI.0001', message },
    });
  });

  it('lets the last of two count', () => {
    const conf = ['dli.sql.job.timeout=1', 'dli.sql.job.timeout=2'];
    expect(readConf(conf)).toEqual({ kind: 'ok', runTimeoutMs: 2_000 });
    expect(toUserConf(conf)).toBe('{"dli.sql.job.timeout":"2"}');
  });
});

describe('isSynchronous', () => {
  it.each([
    ['ddl', ['dli.sql.sqlasync.enabled = FALSE'], true],
    ['ddl', ['dli.sql.sqlasync.enabled=true'], false],
    ['ddl', [], false],
    ['query', ['dli.sql.sqlasync.enabled=false'], false],
  ] as const)('of a %s with %j: %j', (statementClass, conf, isSync) =>
    expect(isSynchronous({ statementClass, conf })).toBe(isSync),
  );
});
