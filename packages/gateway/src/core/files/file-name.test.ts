import { describe, expect, it } from 'vitest';
import { readFileName, readObsPath, topBucket } from './file-name.ts';

function reasonOf(bucket: string, key: string): string | null {
  const read = readFileName(bucket, key);
  return read.kind === 'bad_name' ? read.reason : null;
}

describe('a key', () => {
  it.each([
    'a.csv',
    'jars/etl.jar',
    'a b/ü/漢字/😀.txt',
    'year=2024/part%2F0.parquet',
    '...',
    '.hidden',
    'a'.repeat(255),
    Array.from({ length: 32 }, () => 'd').join('/'),
  ])('may be %j', (key) => {
    expect(reasonOf('lake', key)).toBeNull();
  });

  it.each([
    ['', 'empty'],
    ['/etc/passwd', "no '/' at its beginning"],
    ['a/', "no '/' at its beginning or end"],
    ['a//b', 'no two in a row'],
    ['..', "part '.' or '..'"],
    ['../lake.duckdb', "part '.' or '..'"],
    ['a/../../b', "part '.' or '..'"],
    ['a/./b', "part '.' or '..'"],
    ['a\0b', 'control characters'],
    ['a\nb', 'control characters'],
    ['a\u0085b', 'control characters'],
    ['..\\..\\b', 'backslash'],
    ['a\uD800b', 'control characters'],
    ['e\u0301.csv', 'NFC'],
    ['\u212B.csv', 'NFC'],
    ['.sluice-4a1b', 'reserved'],
    ['a/.SLUICE-x', 'reserved'],
    ['.\u017Fluice', 'reserved'],
    ['.s\u200Dluice', 'reserved'],
    ['\uFF0Esluice', 'reserved'],
    ['a'.repeat(256), '255 bytes'],
    ['ü'.repeat(128), '255 bytes'],
    [Array.from({ length: 33 }, () => 'd').join('/'), '32 parts'],
    [Array.from({ length: 5 }, () => 'd'.repeat(250)).join('/'), '1024 bytes'],
  ])('may not be %j', (key, reason) => {
    expect(reasonOf('lake', key)).toContain(reason);
  });
});

describe('a bucket', () => {
  it.each(['lake', 'Lake_1', '2024', 'a.b-c', 'x'.repeat(63), topBucket])('may be %j', (bucket) => {
    expect(reasonOf(bucket, 'a')).toBeNull();
  });

  it.each(['', '.', '..', '.sluice', '-a', '_a', 'a/b', 'a\\b', 'ü', 'a b', 'x'.repeat(64), 'a\0'])(
    'may not be %j',
    (bucket) => {
      expect(reasonOf(bucket, 'a')).toContain("A bucket's name has");
    },
  );

  it("'_' has no directories: each file has one name", () => {
    expect(reasonOf(topBucket, 'lake/a.csv')).toContain("has no '/'");
  });
});

describe('an obs:// path', () => {
  it('names bucket and key', () => {
    expect(readObsPath('obs://lake/jars/a b.jar')).toEqual({
      kind: 'file',
      file: { bucket: 'lake', key: 'jars/a b.jar' },
    });
  });

  it.each(['', 'lake/a', 'obs://lake', 'obs:/lake/a', 'obs:///a', 's3://lake/a', 'obs://l/../a'])(
    'is not %j',
    (path) => {
      expect(readObsPath(path).kind).toBe('bad_name');
    },
  );
});
