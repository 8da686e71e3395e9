import {
  type Job,
  SqlCheck,
  Template,
  TemplateList,
  Variable,
  VariableList,
} from '@sluice/protocol';
import { Value } from 'typebox/value';
import { beforeEach, describe, expect, it } from 'vitest';
import { projectId } from './native-users.ts';
import { type Answer, as, type Native, startNative } from './start-native.ts';

let native: Native;
beforeEach(async () => {
  native = await startNative();
});

const sqlOf = ({ body }: Answer) => (body as Job).sql;
const notThere = { status: 404, body: { code: 'not_found' } };

describe('templates', () => {
  it('are saved under a name, changed, listed and deleted', async () => {
    const path = `/templates/${encodeURIComponent('每日 a/b')}`;
    const made = await native.put(path, { sql: 'SELECT 1', description: 'every day', group: 'g' });
    expect(made.status).toBe(201);
    expect([...Value.Errors(Template, made.body)]).toEqual([]);
    const template = { name: '每日 a/b', sql: 'SELECT 1', description: 'every day', group: 'g' };
    expect(made.body).toMatchObject({ ...template, owner: 'alice' });
    expect((await native.get(path)).body).toEqual(made.body);
    native.core.clock.advance(1_000);
    const changed = await native.put(path, { sql: 'SELECT 2' });
    const { created_at } = made.body as Template;
    expect(changed).toMatchObject({
      status: 200,
      body: { sql: 'SELECT 2', description: '', group: '', created_at },
    });
    expect(changed.body).not.toMatchObject({ updated_at: created_at });

    await native.put('/templates/other', { sql: 'SELECT 3', group: 'g' });
    const listed = await native.get('/templates');
    expect([...Value.Errors(TemplateList, listed.body)]).toEqual([]);
    expect(listed.body).toMatchObject({ templates: [{ name: 'other' }, {}], total: 2 });
    expect((await native.get('/templates?group=g&q=OTH')).body).toMatchObject({ total: 1 });
    expect((await native.get('/templates?group=none')).body).toMatchObject({ total: 0 });
    expect(await native.delete(path)).toMatchObject({ status: 204, text: '' });
    expect(await native.get(path)).toMatchObject(notThere);
    expect(await native.delete(path)).toMatchObject(notThere);
  });

  it.each([
    ['/templates/t', { sql: ' ' }, 'sql'],
    ['/templates/t', { sql: 'SELECT 1', name: 'x' }, 'name'],
    ['/templates/%0a', { sql: 'SELECT 1' }, 'name'],
    ['/variables/_v', { value: '1' }, 'name'],
    ['/variables/v', { value: 1 }, 'value'],
    ['/variables/v', { value: 'x'.repeat(65_537) }, 'value'],
  ])('refuse PUT %s with %j for %s', async (path, body, field) => {
    expect(await native.put(path, body)).toMatchObject({ status: 400, body: { field } });
  });
});

describe('variables', () => {
  it('are put, and put again with another value', async () => {
    const made = await native.put('/variables/late', { value: '60' });
    expect(made.status).toBe(201);
    expect([...Value.Errors(Variable, made.body)]).toEqual([]);
    const changed = await native.put('/variables/late', { value: '' });
    expect(changed).toMatchObject({ status: 200, body: { name: 'late', value: '' } });
    const listed = await native.get('/variables');
    expect([...Value.Errors(VariableList, listed.body)]).toEqual([]);
    expect(listed.body).toMatchObject({ variables: [{ name: 'late' }], total: 1 });
    expect((await native.delete('/variables/late')).status).toBe(204);
    expect(await native.get('/variables/late')).toMatchObject(notThere);
  });

  it('are changed by their owner or an admin alone, and are there for who may run a statement', async () => {
    await native.put('/variables/late', { value: '60' });
    const refused = { status: 403, body: { code: 'forbidden' } };
    expect(await native.put('/variables/late', { value: '1' }, as('oscar'))).toMatchObject({
      status: 403,
      body: {
        code: 'forbidden',
        detail:
          'The variable late belongs to alice. Only its owner or an admin of the project may do this.',
      },
    });
    expect((await native.put('/variables/own', { value: '1' }, as('oscar'))).status).toBe(201);
    expect((await native.put('/variables/own', { value: '2' })).body).toMatchObject({
      owner: 'oscar',
    });
    expect(await native.get('/variables', as('vera'))).toMatchObject(refused);
  });

  it('are no more than a project may have', async () => {
    const text = { projectId, kind: 'variable', text: '', description: '', group: '' } as const;
    for (let n = 0; n < 1_000; n++) {
      await native.core.stores.savedTexts.create({ ...text, name: `v${n}`, owner: 'alice' });
    }
    const many = await native.put('/variables/one_more', { value: '' });
    expect(many).toMatchObject({ status: 409, body: { code: 'too_many' } });
    expect((await native.put('/variables/v7', { value: 'x' })).status).toBe(200);
  });
});

describe('use_variables', () => {
  const text = "SELECT {{n}}, {{ late }}, '{{none}}'";
  const filled = "SELECT 41, {{n}}, '{{none}}'";
  beforeEach(async () => {
    await native.put('/variables/n', { value: '41' });
    await native.put('/variables/late', { value: '{{n}}' });
  });

  it('has the names of variables stand for their values, once, and leaves all others', async () => {
    const order = { sql: text, use_variables: true };
    expect(sqlOf(await native.post('/jobs', order))).toBe(filled);
    expect(sqlOf(await native.post('/jobs', { sql: text }))).toBe(text);
    expect(sqlOf(await native.post('/jobs', { sql: text, use_variables: false }))).toBe(text);
  });

  it('does so in statements of a session, and in the arguments of a batch', async () => {
    const { id } = (await native.post('/sessions', {})).body as { id: string };
    const order = { statements: [text, 'SELECT {{n}}'], use_variables: true };
    const submitted = await native.post(`/sessions/${id}/statements`, order);
    expect(submitted.body).toMatchObject({ statements: [{ sql: filled }, { sql: 'SELECT 41' }] });
    const batch = { file: 'obs://lake/job.py', args: ['--late={{n}}', '{{none}}'] };
    const made = await native.post('/batches', { ...batch, use_variables: true });
    expect(made.body).toMatchObject({ program: { args: ['--late=41', '{{none}}'] } });
    expect((await native.post('/batches', batch)).body).toMatchObject({ program: batch });
  });

  it('refuses what would become longer than any text may be, before it is built', async () => {
    await native.put('/variables/bomb', { value: 'x'.repeat(65_536) });
    const { id } = (await native.post('/sessions', {})).body as { id: string };
    const sql = `SELECT '${'{{bomb}}'.repeat(200_000)}'`;
    const long = { status: 400, body: { code: 'syntax_error' } };
    expect(await native.post('/jobs', { sql, use_variables: true })).toMatchObject(long);
    expect(await native.post('/sql/check', { sql, use_variables: true })).toMatchObject(long);
    const statements = Array<string>(17).fill("SELECT '{{bomb}}'");
    const path = `/sessions/${id}/statements`;
    expect(await native.post(path, { statements, use_variables: true })).toMatchObject(long);
    const args = Array<string>(10).fill('{{bomb}}'.repeat(7_900));
    const batch = { file: 'obs://lake/job.py', args, use_variables: true };
    expect(await native.post('/batches', batch)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', field: 'args' },
    });
    expect((await native.get('/jobs')).body).toMatchObject({ total: 0 });
  });

  it('does so in a check, which says what would run, and makes no job', async () => {
    const checked = await native.post('/sql/check', {
      sql: 'SELECT {{n}} + $more',
      use_variables: true,
    });
    expect([...Value.Errors(SqlCheck, checked.body)]).toEqual([]);
    expect(checked.body).toEqual({
      sql: 'SELECT 41 + $more',
      statement_class: 'query',
      parameter_count: 0,
      parameter_names: ['more'],
    });
    const wrong = await native.post('/sql/check', { sql: '{{n}} SELECT', use_variables: true });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'syntax_error' } });
    const nowhere = await native.post('/sql/check', { sql: text, queue: 'nowhere' });
    expect(nowhere).toMatchObject({ status: 400, body: { code: 'no_queue' } });
    expect((await native.get('/jobs')).body).toMatchObject({ total: 0 });
  });
});
