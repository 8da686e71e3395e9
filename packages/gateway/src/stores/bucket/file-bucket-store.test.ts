import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { FileName } from '../../core/files/file-name.ts';
import type { PutAnswer, Upload } from '../../core/ports/bucket-store.ts';
import { FileBucketStore } from './file-bucket-store.ts';

const projectId = 'p1';
let dataDir: string;
let bucketDir: string;
let uploadsDir: string;
let store: FileBucketStore;

beforeEach(() => {
  dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-test-bucket-')));
  const directory = dataDir;
  onTestFinished(() => rmSync(directory, { recursive: true }));
  bucketDir = join(dataDir, projectId, 'bucket');
  uploadsDir = join(dataDir, projectId, 'uploads');
  store = newStore();
});

function newStore(): FileBucketStore {
  return new FileBucketStore(
    (project) => ({
      bucketDir: join(dataDir, project, 'bucket'),
      uploadsDir: join(dataDir, project, 'uploads'),
    }),
    () => [projectId],
    async (directories) => sizeBelow(directories.bucketDir) + sizeBelow(directories.uploadsDir),
  );
}

function sizeBelow(directory: string): number {
  if (!existsSync(directory)) return 0;
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + sizeOf(join(parentPath, name)), 0);
}

/** One may have been renamed since the directory was read. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function at(key: string, bucket = 'lake'): FileName {
  return { bucket, key };
}

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* cutAfter(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
  throw new Error('the client is gone');
}

function put(key: string, text: string, more: Partial<Upload> = {}): Promise<PutAnswer> {
  const content = pieces(text);
  const whole = { content, length: null, sha256: null, part: null, limit: null };
  return store.put(projectId, at(key), { ...whole, ...more });
}

async function textOf(key: string, start = 0, end?: number): Promise<string | null> {
  await using file = await store.open(projectId, at(key));
  if (!file) return null;
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.read(start, end ?? file.file.size)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function secretDir(): string {
  return join(dataDir, 'secret');
}

async function keysOf(prefix = '', bucket = 'lake'): Promise<string[]> {
  const keys: string[] = [];
  let after: string | null = null;
  do {
    const page = await store.list(projectId, bucket, { prefix, after, limit: 2 });
    keys.push(...page.files.map(({ key }) => key));
    after = page.next;
  } while (after !== null);
  return keys;
}

function nothingAside(): void {
  expect(existsSync(uploadsDir) ? readdirSync(uploadsDir) : []).toEqual([]);
}

describe('a file that is put', () => {
  it('is there whole, with its digest, and where SQL reads it', async () => {
    const answer = await put('jars/etl.jar', 'content', { sha256: sha('content') });
    expect(answer).toMatchObject({ kind: 'put', isNew: true, sha256: sha('content') });
    expect(await textOf('jars/etl.jar')).toBe('content');
    expect(await textOf('jars/etl.jar', 2, 5)).toBe('nte');
    expect(readFileSync(join(bucketDir, 'lake/jars/etl.jar'), 'utf8')).toBe('content');
    nothingAside();
  });

  it('replaces another, of which its readers see all', async () => {
    await put('a', 'one');
    await using former = await store.open(projectId, at('a'));
    expect(await put('a', 'two!')).toMatchObject({ kind: 'put', isNew: false });
    await using now = await store.open(projectId, at('a'));
    expect(now?.file.etag).not.toBe(former?.file.etag);
    const [chunk] = await Array.fromAsync(former?.read(0, 3) ?? pieces());
    expect(Buffer.from(chunk ?? []).toString()).toBe('one');
    expect(await textOf('a')).toBe('two!');
  });

  it('is always there for who opens it while it is replaced again and again', async () => {
    await put('a', 'old');
    const over = new AbortController();
    const opened = (async () => {
      const found: boolean[] = [];
      while (!over.signal.aborted) {
        const file = await store.open(projectId, at('a'));
        found.push(file !== null);
        await file?.[Symbol.asyncDispose]();
      }
      return found;
    })();
    for (let round = 0; round < 100; round++) await put('a', `new ${round}`);
    over.abort();
    expect(await opened).not.toContain(false);
  });

  it('leaves nothing when it is cut off, and nothing of what was there is lost', async () => {
    await put('a', 'old');
    expect(await put('a', '', { content: cutAfter('half') })).toMatchObject({ kind: 'cut_off' });
    expect(await put('b', '', { content: cutAfter('half') })).toMatchObject({ kind: 'cut_off' });
    expect(await textOf('a')).toBe('old');
    expect(await keysOf()).toEqual(['a']);
    nothingAside();
  });

  it('is refused when its content is not what was declared', async () => {
    expect(await put('a', 'content', { sha256: sha('other') })).toEqual({
      kind: 'wrong_digest',
      declared: sha('other'),
      found: sha('content'),
    });
    expect(await keysOf()).toEqual([]);
    nothingAside();
  });

  it('is refused when a directory has its name, or a file the name of its directory', async () => {
    await put('a/b', 'content');
    expect(await put('a', 'content')).toEqual({ kind: 'in_the_way', key: 'a' });
    expect(await put('a/b/c', 'content')).toEqual({ kind: 'in_the_way', key: 'a/b' });
    nothingAside();
  });

  it('can be put and deleted by many at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const { kind } = await put(`deep/er/${i % 2}`, `${i}`);
        await store.delete(projectId, at(`deep/er/${i % 2}`));
        return kind;
      }),
    );
    expect(new Set(outcomes)).toEqual(new Set(['put']));
    nothingAside();
  });
});

describe('the quota', () => {
  it('refuses what is known to be too large before reading any of it', async () => {
    let isRead = false;
    async function* content(): AsyncGenerator<Uint8Array> {
      isRead = true;
      yield Buffer.alloc(1);
    }
    const answer = await put('a', '', { content: content(), length: 11, limit: 10 });
    expect(answer).toEqual({ kind: 'over_quota', limit: 10, used: 0 });
    expect(isRead).toBe(false);
  });

  it('refuses while it streams, and leaves nothing', async () => {
    await put('kept', '12345');
    const answer = await put('a', '', { content: pieces('123', '456'), limit: 10 });
    expect(answer).toMatchObject({ kind: 'over_quota', limit: 10 });
    expect(await keysOf()).toEqual(['kept']);
    nothingAside();
    // What was taken away makes room at once.
    await store.delete(projectId, at('kept'));
    expect(await put('a', '1234567890', { limit: 10 })).toMatchObject({ kind: 'put' });
  });

  it('holds for uploads that come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        put(`${i}`, '', { content: pieces('1', '2', '3'), length: 3, limit: 10 }),
      ),
    );
    expect(answers.filter(({ kind }) => kind === 'put').length).toBeLessThanOrEqual(3);
    expect(sizeBelow(bucketDir)).toBeLessThanOrEqual(10);
    nothingAside();
  });
});

describe('a file that comes in parts', () => {
  const file = { total: 10, sha256: sha('0123456789') };
  const putPart = (offset: number, text: string, more: Partial<Upload> = {}) =>
    put('a', text, { part: { ...file, offset }, ...more });

  it('goes on where it was cut off, also in another gateway', async () => {
    expect(await putPart(0, '0123')).toEqual({ kind: 'part_kept', received: 4 });
    expect(await putPart(4, '', { content: cutAfter('45') })).toMatchObject({ kind: 'cut_off' });
    expect(await keysOf()).toEqual([]);
    store = newStore();
    expect(await store.received(projectId, at('a'), file)).toBe(6);
    expect(await putPart(4, '456789')).toEqual({ kind: 'wrong_offset', received: 6 });
    expect(await putPart(6, '6789')).toMatchObject({ kind: 'put', sha256: file.sha256 });
    expect(await textOf('a')).toBe('0123456789');
    nothingAside();
  });

  it('is kept apart from another content for the same name', async () => {
    await putPart(0, '0123');
    expect(await store.received(projectId, at('a'), { total: 10, sha256: sha('other') })).toBe(0);
    expect(await store.received(projectId, at('b'), file)).toBe(0);
  });

  it('begins anew with a part at 0, and is refused and dropped when it is not what was declared', async () => {
    await putPart(0, 'wrong');
    expect(await putPart(0, '012')).toEqual({ kind: 'part_kept', received: 3 });
    expect(await putPart(3, '6543210')).toMatchObject({ kind: 'wrong_digest' });
    expect(await keysOf()).toEqual([]);
    nothingAside();
  });

  it('drops a part that is too long or damaged, and keeps those before it', async () => {
    await putPart(0, '0123');
    expect(await putPart(4, '4567890')).toEqual({ kind: 'too_long' });
    expect(await putPart(4, '45', { sha256: sha('xy') })).toMatchObject({ kind: 'wrong_digest' });
    expect(await store.received(projectId, at('a'), file)).toBe(4);
  });

  it('is put in its place when all of it came and the gateway died before the rename', async () => {
    await putPart(0, '0123');
    const [aside = ''] = readdirSync(uploadsDir);
    writeFileSync(join(uploadsDir, aside), '0123456789');
    expect(await putPart(10, '', { content: pieces() })).toMatchObject({ kind: 'put' });
    expect(await textOf('a')).toBe('0123456789');
  });

  it('belongs to the newest of two who send it: the other has lost its connection', async () => {
    const { promise: never } = Promise.withResolvers<never>();
    async function* hanging(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('01');
      yield await never;
    }
    const former = putPart(0, '', { content: hanging() });
    while ((await store.received(projectId, at('a'), file)) < 2);
    expect(await putPart(2, '23456789')).toMatchObject({ kind: 'put' });
    expect(await former).toMatchObject({ kind: 'cut_off' });
  });

  it('is swept after its time, and what a dead gateway left at once', async () => {
    await putPart(0, '0123');
    writeFileSync(join(uploadsDir, 'left-by-a-kill'), 'x');
    await store.sweep(Date.now() - 60_000);
    expect(readdirSync(uploadsDir)).toHaveLength(1);
    const [kept = ''] = readdirSync(uploadsDir);
    utimesSync(join(uploadsDir, kept), 1, 1);
    await store.sweep(Date.now() - 60_000);
    nothingAside();
  });
});

describe('a list', () => {
  it('is in the order of the bytes of the keys, by prefix, in pages', async () => {
    const keys = ['a', 'a!', 'a-b', 'a/b', 'a/c/d', 'a0', 'b/😀', 'b/\uFB21', 'c'];
    for (const key of keys) await put(key, key);
    const inOrder = keys.toSorted((one, other) =>
      Buffer.compare(Buffer.from(one), Buffer.from(other)),
    );
    // `a` is a file: nothing can lie below it.
    const expected = inOrder.filter((key) => !key.startsWith('a/'));
    expect(await keysOf()).toEqual(expected);
    expect(await keysOf('b/')).toEqual(['b/\uFB21', 'b/😀']);
    expect(await keysOf('a')).toEqual(['a', 'a!', 'a-b', 'a0']);
    expect(await keysOf('none')).toEqual([]);
    expect(await keysOf('', 'unknown')).toEqual([]);
  });

  it('has a directory where its slash sorts', async () => {
    const keys = ['d!', 'd-x', 'd/a', 'd/e/f', 'd0'];
    for (const key of keys.toReversed()) await put(key, key);
    expect(await keysOf()).toEqual(keys);
    expect(await keysOf('d/e')).toEqual(['d/e/f']);
  });

  it('has what SQL made: files without a directory in the bucket _, and buckets by name', async () => {
    mkdirSync(join(bucketDir, 'made'), { recursive: true });
    writeFileSync(join(bucketDir, 'top.csv'), 'x');
    writeFileSync(join(bucketDir, 'made', 'by-sql.csv'), 'x');
    mkdirSync(join(bucketDir, '.sluice-aside'));
    writeFileSync(join(bucketDir, '.sluice-aside', 'a.csv'), 'x');
    expect(await keysOf('', '_')).toEqual(['top.csv']);
    expect(await keysOf('', 'made')).toEqual(['by-sql.csv']);
    expect(await store.buckets(projectId)).toEqual(['made']);
  });
});

describe('a delete', () => {
  it('takes the file and the directories that it alone needed, and knows what is not there', async () => {
    await put('a/b/c', 'x');
    await put('a/d', 'x');
    expect(await store.delete(projectId, at('a/b/c'))).toBe('deleted');
    expect(await store.delete(projectId, at('a/b/c'))).toBe('unknown');
    expect(await store.delete(projectId, at('a'))).toBe('unknown');
    expect(readdirSync(join(bucketDir, 'lake/a'))).toEqual(['d']);
    expect(await store.delete(projectId, at('a/d'))).toBe('deleted');
    expect(readdirSync(bucketDir)).toEqual(['lake']);
  });
});

describe('a link in a bucket is never followed', () => {
  beforeEach(async () => {
    await put('real/a', 'x');
    mkdirSync(secretDir());
    writeFileSync(join(secretDir(), 'key'), 'secret');
    symlinkSync(join(secretDir(), 'key'), join(bucketDir, 'lake', 'file'));
    symlinkSync(secretDir(), join(bucketDir, 'lake', 'dir'));
    symlinkSync(secretDir(), join(bucketDir, 'away'));
    // Also not one that stays within.
    symlinkSync(join(bucketDir, 'lake', 'real'), join(bucketDir, 'lake', 'inner'));
    execFileSync('mkfifo', [join(bucketDir, 'lake', 'pipe')]);
  });

  it.each([
    ['file', 'lake'],
    ['dir/key', 'lake'],
    ['key', 'away'],
    ['inner/a', 'lake'],
    ['pipe', 'lake'],
    ['real', 'lake'],
    ['real/a/b', 'lake'],
  ])('%s of %s', async (key, bucket) => {
    const file = at(key, bucket);
    expect(await store.open(projectId, file)).toBeNull();
    expect(await store.delete(projectId, file)).toBe('unknown');
    const copy = join(dataDir, 'copy');
    expect(await store.snapshot(projectId, file, copy)).toEqual({ kind: 'unknown' });
    expect(await store.hold(projectId, file, copy)).toEqual({ kind: 'unknown' });
    expect(existsSync(copy)).toBe(false);
    const upload = { content: pieces('new'), length: 3, sha256: null, part: null, limit: null };
    expect((await store.put(projectId, file, upload)).kind).toBe('in_the_way');
    expect(readFileSync(join(secretDir(), 'key'), 'utf8')).toBe('secret');
    expect(readdirSync(secretDir())).toEqual(['key']);
    expect(await keysOf('', bucket)).toEqual(bucket === 'lake' ? ['real/a'] : []);
  });
});

describe.each(['snapshot', 'hold'] as const)('a %s', (way) => {
  it('keeps what the file was when it was taken', async () => {
    await put('main.py', 'print(1)');
    const copy = join(dataDir, 'main.py');
    expect(await store[way](projectId, at('main.py'), copy)).toEqual({ kind: 'copied', size: 8 });
    await put('main.py', 'print(2)');
    await store.delete(projectId, at('main.py'));
    expect(readFileSync(copy, 'utf8')).toBe('print(1)');
    expect(await store[way](projectId, at('main.py'), `${copy}2`)).toEqual({ kind: 'unknown' });
  });
});

it('holds a file without room for a second one', async () => {
  await put('main.py', 'print(1)');
  const copy = join(dataDir, 'main.py');
  await store.hold(projectId, at('main.py'), copy);
  expect(statSync(copy).nlink).toBe(2);
});
