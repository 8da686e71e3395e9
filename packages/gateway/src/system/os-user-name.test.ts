import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { osUserName } from './os-user-name.ts';

const nobodysUid = 12_345;

it('is the name that the machine has for him', () => {
  expect(osUserName()).toMatch(/^\S+$/);
});

it.skipIf(process.getuid?.() !== 0)('is the number of one who has no name', async () => {
  const file = join(import.meta.dirname, 'os-user-name.ts');
  const program = `import(${JSON.stringify(file)}).then((it) => console.log(it.osUserName()))`;
  const asNobody = { uid: nobodysUid, gid: nobodysUid, cwd: '/' };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], asNobody);
  expect(stdout).toBe(`${nobodysUid}\n`);
});
