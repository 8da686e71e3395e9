import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliStage, endlessSql, openCliStage } from './support/cli-stage.ts';

// A script in SQL, by the command line and by each API that has batches.

const file = 'obs://lake/nightly.sql';
const endless = 'obs://lake/endless.sql';

let stage: CliStage;
let token: string;
beforeAll(async () => {
  stage = await openCliStage();
  token = await issueToken();
  await put(
    file,
    `CREATE OR REPLACE TABLE nights (i INT);
INSERT INTO nights VALUES (1), (2);
SELECT sum(i) AS total FROM nights;`,
  );
  await put(endless, `CREATE OR REPLACE TABLE begun (i INT); ${endlessSql}; DROP TABLE nights;`);
});
afterAll(() => stage.end());

const stdout = `[1/3] line 1: CREATE OR REPLACE TABLE nights (i INT)
done
[2/3] line 2: INSERT INTO nights VALUES (1), (2)
2 rows written
[3/3] line 3: SELECT sum(i) AS total FROM nights
total
-----
3
1 row
`;
const lines = ['stdout: ', ...stdout.trimEnd().split('\n'), 'stderr: '];

async function put(path: string, text: string): Promise<void> {
  writeFileSync(join(stage.directory, 'script.sql'), text);
  expect(await stage.run(['files', 'put', 'script.sql', path])).toMatchObject({ code: 0 });
}

describe('a script in SQL', () => {
  it('by the command line', async () => {
    const submitted = await stage.run(['batches', 'submit', file]);
    expect(submitted).toMatchObject({ code: 0, stderr: '' });
    const id = submitted.stdout.trim();
    expect(await stage.run(['batches', 'logs', '-f', id])).toMatchObject({ code: 0, stdout });
    expect((await stage.run(['batches', 'wait', id])).code).toBe(0);

    const other = (await stage.run(['batches', 'submit', endless])).stdout.trim();
    const log = stage.client.batches.readLog(other, 'stdout', { isFollowed: true });
    expect((await log.next()).value?.text).toContain('[1/3]');
    expect((await stage.run(['batches', 'cancel', other])).code).toBe(0);
    const receipt = await stage.run(['batches', 'receipt', other]);
    expect(receipt.stdout).toContain('the last of the 3 statements that was committed is 1');
    const told = await stage.run(['batches', 'logs', '--stderr', other]);
    expect(told.stdout).toContain('It was stopped');

    const refused = await stage.run(['batches', 'submit', file, '--', '--day', '1']);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('A script in SQL has no arguments on the queue default');
  });

  it('by the native API', async () => {
    const job = await stage.client.batches.submit({ file });
    expect(job).toMatchObject({ engine: 'sql-script', program: { file, runtime: 'sql' } });
    expect(await stage.client.wait(job.id)).toMatchObject({ job: { status: 'succeeded' } });
  });

  it('by DLI', async () => {
    const batches = `/v2.0/${stage.gateway.projectId}/batches`;
    const made = await call('POST', batches, { file, queue: 'default' });
    expect(made).toMatchObject({ kind: 'sql', state: 'starting' });
    const { id } = made as { id: string };
    await stage.client.wait(id);
    expect(await call('GET', `${batches}/${id}/state`)).toEqual({ id, state: 'success' });
    expect(await call('GET', `${batches}/${id}/log`)).toMatchObject({ log: lines });

    const other = await call('POST', batches, { file: endless, queue: 'default' });
    const { id: endlessId } = other as { id: string };
    expect(await call('DELETE', `${batches}/${endlessId}`)).toEqual({ msg: 'deleted' });
    expect(await call('GET', `${batches}/${endlessId}/state`)).toMatchObject({ state: 'dead' });
  });

  it('by Livy', async () => {
    const made = (await call('POST', '/livy/batches', { file })) as { id: number; appId: string };
    const { id } = made;
    for (;;) {
      const shown = (await call('GET', `/livy/batches/${id}`)) as { state: string };
      if (shown.state === 'success') break;
      expect(['starting', 'running']).toContain(shown.state);
    }
    expect(await call('GET', `/livy/batches/${id}/log`)).toMatchObject({ log: lines });
    const other = (await call('POST', '/livy/batches', { file: endless })) as { id: number };
    expect(await call('DELETE', `/livy/batches/${other.id}`)).toEqual({ msg: 'deleted' });
  });
});

async function call(method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(stage.gateway.url + path, {
    method,
    headers: { 'x-auth-token': token, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return answer.json();
}

async function issueToken(): Promise<string> {
  const { user, password, domain, project_id } = stage.gateway.credential;
  const identity = {
    methods: ['password'],
    password: { user: { name: user, password, domain: { name: domain } } },
  };
  const answer = await fetch(`${stage.gateway.url}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity, scope: { project: { id: project_id } } } }),
  });
  return answer.headers.get('x-subject-token') ?? '';
}
