import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { ResultSummary } from '../../core/job/ending.ts';
import { asidePath, finishCopy, makeAside, placeFault } from './finish-copy.ts';
import type { CopyMode, CopyTo } from './messages/run-order.ts';

const result: ResultSummary = { columns: [], rowCount: 0, affectedRows: 1, rows: { at: 'none' } };
const succeeded = { kind: 'succeeded', result };

let bucket: string;
beforeEach(() => {
  bucket = mkdtempSync(join(tmpdir(), 'sluice-test-copy-'));
  onTestFinished(() => rmSync(bucket, { recursive: true }));
});

function folderAside(mode: CopyMode): CopyTo {
  const copyTo: CopyTo = { asideDir: join(bucket, '.aside'), target: join(bucket, 'out/x'), mode };
  makeAside(copyTo);
  mkdirSync(asidePath(copyTo));
  writeFileSync(join(asidePath(copyTo), 'new'), 'new');
  return copyTo;
}

function putFormer(): void {
  mkdirSync(join(bucket, 'out/x'), { recursive: true });
  writeFileSync(join(bucket, 'out/x/old'), 'old');
}

describe('the folder of an export', () => {
  it('comes to its place with the folders above it', () => {
    expect(finishCopy(folderAside('new_folder'), result)).toEqual(succeeded);
    expect(readFileSync(join(bucket, 'out/x/new'), 'utf8')).toBe('new');
  });

  it('replaces nothing unless it was told to', () => {
    putFormer();
    const copyTo = folderAside('new_folder');
    expect(placeFault(copyTo)).toMatchObject({ code: 'runtime' });
    expect(finishCopy(copyTo, result)).toMatchObject({
      kind: 'failed',
      error: { message: expect.stringContaining('Name another folder') as string },
    });
    expect(readdirSync(join(bucket, 'out/x'))).toEqual(['old']);
  });

  it('replaces a folder as a whole, and no file', () => {
    putFormer();
    const copyTo = folderAside('replace_folder');
    expect(placeFault(copyTo)).toBeNull();
    expect(placeFault({ ...copyTo, target: join(bucket, 'out/x/old') })).not.toBeNull();
    expect(finishCopy(copyTo, result)).toEqual(succeeded);
    expect(readdirSync(join(bucket, 'out/x'))).toEqual(['new']);
    expect(readdirSync(bucket)).toEqual(['.aside', 'out']);
  });

  it('is there in the end also after a kill between the two renames', () => {
    putFormer();
    const copyTo = folderAside('replace_folder');
    renameSync(copyTo.target, `${copyTo.asideDir}.tmp`);
    expect(finishCopy(copyTo, result)).toEqual(succeeded);
    expect(readdirSync(join(bucket, 'out/x'))).toEqual(['new']);
    expect(finishCopy(copyTo, result)).toEqual(succeeded);
    expect(readdirSync(bucket)).toEqual(['.aside', 'out']);
  });
});
