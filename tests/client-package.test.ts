import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedGateway, startGateway } from './support/start-gateway.ts';

const root = resolve(import.meta.dirname, '..');
const program = `
import { readFileSync } from 'node:fs';
import { ProblemError, SluiceClient, StoppedError } from '@sluice/client';

const { url, api_key: apiKey } = JSON.parse(readFileSync('.sluice/credential.json', 'utf8'));
const client = new SluiceClient({ url, apiKey });
const { job } = await client.run({ sql: 'SELECT range AS n FROM range(3)' });
const { rows } = await client.result(job.id);
for await (const [n] of rows) console.log(n);
const sql = 'SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3';
const error = await client.run({ sql }, { signal: AbortSignal.timeout(500) }).catch((thrown) => thrown);
if (error instanceof StoppedError) console.log(error.verdict.kind);
const refusal = await client.submit({ sql: 'SELEC 1' }).catch((thrown) => thrown);
if (refusal instanceof ProblemError) console.log(refusal.code);
`;

describe('the client, packed and installed alone', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-test-client-'));
  let gateway: StartedGateway;
  const run = (command: string, ...parameters: string[]) =>
    promisify(execFile)(command, parameters, { cwd: directory, timeout: 100_000 });
  beforeAll(async () => {
    gateway = await startGateway({ dataDir: join(directory, '.sluice') });
    const packed = await run(process.execPath, join(root, 'scripts/pack-client.mjs'), directory);
    writeFileSync(join(directory, 'package.json'), '{"type": "module", "private": true}');
    await run(
      'npm',
      'install',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      packed.stdout.trim(),
    );
    writeFileSync(join(directory, 'program.ts'), program);
  });
  afterAll(async () => {
    await gateway.stop();
    rmSync(directory, { recursive: true });
  });

  it('has types that a program is checked by', async () => {
    const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2024'];
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
    const tsc = join(root, 'node_modules/.bin/tsc');
    await run(tsc, ...options, ...types, '--lib', 'es2024,esnext', 'program.ts');

    writeFileSync(join(directory, 'wrong.ts'), program.replace("{ sql: 'SELEC", "{ sq: 'SELEC"));
    await expect(
      run(tsc, ...options, ...types, '--lib', 'es2024,esnext', 'wrong.ts'),
    ).rejects.toMatchObject({
      stdout: expect.stringContaining("'sq' does not exist in type"),
    });
  });

  it('speaks to a gateway', async () => {
    const { stdout } = await run(process.execPath, 'program.ts');
    expect(stdout.trim().split('\n')).toEqual(['0', '1', '2', 'cancelled', 'syntax_error']);
  });

  it('has nothing to do with the checkout', async () => {
    const { stdout } = await run('npm', 'ls', '--all', '--parseable');
    expect(stdout).toContain('node_modules/@sluice/client');
    expect(stdout).not.toContain(root);
  });
});
