import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { SavedText } from '../../../core/ports/saved-text-store.ts';
import { SqlText } from '../../sql-text.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { ProjectParams } from '../names.ts';
import { SomeText } from '../offset-page.ts';
import { refuse } from '../refuse.ts';
import { noTemplates, templateThere, tooManyTexts } from '../text-refusals.ts';

const Title = Type.String({
  pattern: '^[^\\p{Cc}\\p{Cs}]{1,128}$',
  description: 'text of 1 to 128 characters',
});

const TemplateBody = Type.Object({
  sql: SqlText,
  sql_name: Title,
  description: Type.Optional(SomeText),
  group: Type.Optional(SomeText),
});

const TemplateId = Type.String({ pattern: '^[0-9]{1,15}$', description: 'a whole number' });

const template = Type.Object({
  sql_id: Type.String(),
  sql_name: Type.String(),
  sql: Type.String(),
  description: Type.String(),
  group: Type.String(),
  owner: Type.String(),
});

/** Statements that are saved to be used again (dli-api.md 4). */
export function sqlTemplateRoutes(app: DliApp, actions: GuardedActions): void {
  const path = '/v1.0/:project_id/sqls';

  app.get(
    path,
    {
      config: { needs: 'read' },
      schema: {
        params: ProjectParams,
        querystring: Type.Partial(Type.Object({ keyword: SomeText })),
        response: {
          200: successSchema({ sql_count: Type.Integer(), sqls: Type.Array(template) }),
        },
      },
    },
    async ({ principal, query }) => {
      const keyword = (query.keyword ?? '').toLowerCase();
      const all = await actions.listTexts(principal, 'template');
      const sqls = all.filter(({ name }) => name.toLowerCase().includes(keyword)).map(toTemplate);
      return success({ sql_count: sqls.length, sqls });
    },
  );

  app.post(
    path,
    {
      config: { needs: 'submit', audit: 'put_template' },
      schema: {
        params: ProjectParams,
        body: TemplateBody,
        response: { 200: successSchema({ sql_id: Type.String(), group: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { sql, sql_name: name, description = '', group = '' } = request.body;
      request.auditTarget = name;
      const change = { name, text: sql, description, group };
      const answer = await actions.saveText(request.principal, 'template', change);
      switch (answer.kind) {
        case 'saved':
          return success({ sql_id: String(answer.text.id), group });
        case 'exists':
          return refuse(request, reply, templateThere(name));
        case 'too_many':
          return refuse(request, reply, tooManyTexts);
      }
    },
  );

  app.put(
    `${path}/:sql_id`,
    {
      config: { needs: 'submit', audit: 'put_template' },
      schema: {
        params: Type.Object({ ...ProjectParams.properties, sql_id: TemplateId }),
        body: Type.Partial(TemplateBody),
        response: { 200: successSchema({}) },
      },
    },
    async (request, reply) => {
      const { principal, params, body } = request;
      request.auditTarget = params.sql_id;
      const all = await actions.listTexts(principal, 'template');
      const found = all.find(({ id }) => id === Number(params.sql_id));
      if (!found) return refuse(request, reply, noTemplates([params.sql_id]));
      const change = {
        name: body.sql_name ?? found.name,
        text: body.sql ?? found.text,
        description: body.description ?? found.description,
        group: body.group ?? found.group,
      };
      const answer = await actions.changeText(principal, found, change);
      return answer === 'exists' ? refuse(request, reply, templateThere(change.name)) : success({});
    },
  );

  app.post(
    '/v1.0/:project_id/sqls-deletion',
    {
      config: { needs: 'submit', audit: 'delete_template' },
      schema: {
        params: ProjectParams,
        body: Type.Object({
          sql_ids: Type.Array(TemplateId, {
            minItems: 1,
            maxItems: 1_000,
            description: 'an array of 1 to 1000 ids',
          }),
        }),
        response: { 200: successSchema({}) },
      },
    },
    async (request, reply) => {
      const { principal, body } = request;
      request.auditTarget = body.sql_ids.join(' ');
      const all = await actions.listTexts(principal, 'template');
      const wanted = new Set(body.sql_ids.map(Number));
      const found = all.filter(({ id }) => wanted.has(id));
      const there = new Set(found.map(({ id }) => id));
      const missing = body.sql_ids.filter((id) => !there.has(Number(id)));
      if (missing.length > 0) return refuse(request, reply, noTemplates(missing));
      await actions.deleteTexts(principal, found);
      return success({});
    },
  );
}

function toTemplate({ id, name, text, description, group, owner }: SavedText) {
  return { sql_id: String(id), sql_name: name, sql: text, description, group, owner };
}
