import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '@sluice/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliStage, openCliStage } from './support/cli-stage.ts';

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
  writeFileSync(join(stage.directory, 'etl.py'), 'print(1)');
  await stage.run(['files', 'put', 'etl.py', 'obs://lake/jobs/etl.py']);
});
afterAll(() => stage.end());

it('names files, shows and lists them by names that can be given back, and forgets them', async () => {
  const put = ['resources', 'put', 'obs://lake/jobs/etl.py', '--group', 'jobs', '--kind', 'pyFile'];
  const made = await stage.run([...put, '--tag', 'team=etl', '-o', 'name']);
  expect(made).toMatchObject({ code: 0, stdout: 'jobs/etl.py\n' });
  const listed = await stage.run(['resources', 'list', '--kind', 'pyFile']);
  expect(listed.stdout).toBe(
    'group\tname\tkind\tready\towner\tfile\njobs\tetl.py\tpyFile\ttrue\tadmin\tobs://lake/jobs/etl.py\n',
  );
  expect((await stage.run(['resources', 'list', '--group', 'none'])).stdout).toMatch(/^group.*\n$/);
  const shown = await stage.run(['resources', 'get', 'jobs/etl.py', '-o', 'json']);
  const resource = JSON.parse(shown.stdout) as Resource;
  expect(resource).toEqual(await stage.client.resources.get('etl.py'));
  expect(resource.tags).toEqual([{ key: 'team', value: 'etl' }]);
  const told = await stage.run(['resources', 'get', 'etl.py', '-o', 'table']);
  expect(told.stdout).toMatch(/^tag {6}team=etl$/m);

  const submitted = await stage.run(['batches', 'submit', 'jobs/etl.py', '--file', 'etl.py']);
  const { job } = await stage.client.wait(submitted.stdout.trim());
  expect(job).toMatchObject({ status: 'succeeded', program: { file: 'obs://lake/jobs/etl.py' } });

  const nobody = await stage.run(['resources', 'give', 'jobs/etl.py', 'nobody']);
  expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining('nobody') as string });
  const gone = await stage.run(['resources', 'delete', 'jobs/etl.py']);
  expect(gone).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  expect((await stage.run(['resources', 'get', 'etl.py'])).code).toBe(1);
  expect((await stage.run(['resources', 'get', 'a/b/c'])).code).toBe(2);
  expect((await stage.run(['files', 'get', 'obs://lake/jobs/etl.py', '-'])).stdout).toBe(
    'print(1)',
  );
});
