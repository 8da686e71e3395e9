import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliStage, openCliStage } from './support/cli-stage.ts';

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
  await stage.client.variables.put('late', { value: '41' });
});
afterAll(() => stage.end());

describe('sluice templates and variables', () => {
  it('keeps a statement under a name, and runs it', async () => {
    writeFileSync(join(stage.directory, 'next.sql'), 'SELECT {{late}} + 1 AS next');
    const put = ['templates', 'put', 'next', '-f', 'next.sql', '--group', 'g'];
    expect(await stage.run([...put, '-o', 'name'])).toMatchObject({ code: 0, stdout: 'next\n' });
    const listed = await stage.run(['templates', 'list', '--group', 'g']);
    expect(listed.stdout).toBe('name\tgroup\towner\tdescription\nnext\tg\tadmin\t\n');
    const told = await stage.run(['templates', 'get', 'next', '-o', 'table']);
    expect(told.stdout).toMatch(/^sql {6}SELECT \{\{late\}\} \+ 1 AS next$/m);
    const ran = await stage.run(['sql', '--template', 'next', '--use-variables']);
    expect(ran).toMatchObject({ code: 0, stdout: 'next\n42\n' });
    const both = await stage.run(['sql', '--template', 'next', '-c', 'SELECT 1']);
    expect(both).toMatchObject({ code: 2, stdout: '' });
    const none = await stage.run(['sql', '--template', 'none']);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('none') as string });
    expect((await stage.run(['templates', 'delete', 'next'])).code).toBe(0);
    expect((await stage.run(['templates', 'get', 'next'])).code).toBe(1);
  });

  it('has a variable stand for its value where that is said, also in several statements and in a session', async () => {
    expect((await stage.run(['variables', 'list', '-o', 'name'])).stdout).toBe('late\n');
    expect((await stage.run(['variables', 'get', 'late', '-o', 'csv'])).stdout).toMatch(
      /^name,late\r\nvalue,41\r\n/,
    );
    const put = await stage.run(['variables', 'put', 'late', '41', '-o', 'json']);
    expect(JSON.parse(put.stdout)).toMatchObject({ name: 'late', value: '41' });
    const text = "SELECT '{{late}}' AS late";
    expect((await stage.run(['sql', '-c', text])).stdout).toBe('late\n{{late}}\n');
    const several = ['sql', '--use-variables', '-c', `${text}; ${text}`];
    expect((await stage.run(several)).stdout).toBe('late\n41\nlate\n41\n');
    const { id } = await stage.client.sessions.create();
    const exec = await stage.run(['sessions', 'exec', id, '--use-variables', '-c', text]);
    expect(exec.stdout).toBe('late\n41\n');
    await stage.client.sessions.close(id);
  });

  it('says of a statement what it is, and runs none of it', async () => {
    const check = ['sql', '--check', '--use-variables', '-c'];
    const said = await stage.run([...check, 'SELECT {{late}} + $more AS n']);
    expect(said).toMatchObject({
      code: 0,
      stdout:
        'class\tquery\nparameter\t$more\nparameters by place\t0\nsql\tSELECT 41 + $more AS n\n',
    });
    const before = (await stage.client.list()).total;
    const wrong = await stage.run([...check, 'SELECT * FROM nowhere']);
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('nowhere');
    expect((await stage.client.list()).total).toBe(before);
    expect(await stage.run([...check, 'SELECT 1', '--async'])).toMatchObject({
      code: 2,
      stdout: '',
    });
  });

  it('has them in the arguments of a batch', async () => {
    writeFileSync(join(stage.directory, 'told.py'), 'import sys; print(sys.argv[1])');
    await stage.run(['files', 'put', 'told.py', 'obs://lake/told.py']);
    const submit = ['batches', 'submit', 'obs://lake/told.py', '--use-variables', '--', '{{late}}'];
    const { stdout } = await stage.run(submit);
    const { job } = await stage.client.wait(stdout.trim());
    expect(job.program?.args).toEqual(['41']);
  });
});
