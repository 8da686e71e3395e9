import { Type } from 'typebox';
import type { Principal } from '../../../core/access/principal.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { SavedText } from '../../../core/ports/saved-text-store.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { Flag, isYes } from '../flag.ts';
import { Name, ProjectParams } from '../names.ts';
import { pageOf, WholeNumber } from '../offset-page.ts';
import { invalid } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { noSecrets, noVariable, tooManyTexts, variableThere } from '../text-refusals.ts';

const Value = Type.String({
  pattern: '^[^\\0\\p{Cs}]{0,65536}$',
  description: 'text of at most 65536 characters',
});

const VariableParams = Type.Object({ ...ProjectParams.properties, var_name: Name });

const variable = Type.Object({
  id: Type.Integer(),
  var_name: Type.String(),
  var_value: Type.String(),
  project_id: Type.String(),
  user_id: Type.String(),
  user_name: Type.String(),
  is_sensitive: Type.Boolean(),
  create_time: Type.Integer(),
  update_time: Type.Integer(),
});

/** Values that statements name as `{{name}}` (dli-api.md 3.8). */
export function variableRoutes(app: DliApp, actions: GuardedActions): void {
  const path = '/v1.0/:project_id/variables';

  app.get(
    path,
    {
      config: { needs: 'read' },
      schema: {
        params: ProjectParams,
        querystring: Type.Partial(Type.Object({ limit: WholeNumber, offset: WholeNumber })),
        response: {
          200: successSchema({ count: Type.Integer(), global_vars: Type.Array(variable) }),
        },
      },
    },
    async ({ principal, query }) => {
      const all = await actions.listTexts(principal, 'variable');
      const page = pageOf(all, { limit: '100', ...query });
      const userIds = await actions.userIds(principal);
      const shown = page.map((text) => toVariable(text, userIds.get(text.owner) ?? ''));
      return success({ count: all.length, global_vars: shown });
    },
  );

  app.post(
    path,
    {
      config: { needs: 'submit', audit: 'put_variable' },
      schema: {
        params: ProjectParams,
        body: Type.Object({
          var_name: Name,
          var_value: Value,
          is_sensitive: Type.Optional(Flag),
        }),
        response: { 200: successSchema({}) },
      },
    },
    async (request, reply) => {
      const { var_name: name, var_value: text, is_sensitive } = request.body;
      request.auditTarget = name;
      if (isYes(is_sensitive)) return refuse(request, reply, noSecrets);
      const change = { name, text, description: '', group: '' };
      const answer = await actions.saveText(request.principal, 'variable', change);
      switch (answer.kind) {
        case 'saved':
          return success({});
        case 'exists':
          return refuse(request, reply, variableThere(name));
        case 'too_many':
          return refuse(request, reply, tooManyTexts);
      }
    },
  );

  app.put(
    `${path}/:var_name`,
    {
      config: { needs: 'submit', audit: 'put_variable' },
      schema: {
        params: VariableParams,
        body: Type.Object({ var_value: Value, var_name: Type.Optional(Name) }),
        response: { 200: successSchema({}) },
      },
    },
    async (request, reply) => {
      const { principal, params, body } = request;
      const name = params.var_name;
      request.auditTarget = name;
      if ((body.var_name ?? name) !== name) {
        return refuse(request, reply, invalid('var_name must be that of the path'));
      }
      const found = await find(principal, name);
      if (!found) return refuse(request, reply, noVariable(name));
      const { description, group } = found;
      const change = { name, text: body.var_value, description, group };
      await actions.changeText(principal, found, change);
      return success({});
    },
  );

  app.delete(
    `${path}/:var_name`,
    {
      config: { needs: 'submit', audit: 'delete_variable' },
      schema: { params: VariableParams, response: { 200: successSchema({}) } },
    },
    async (request, reply) => {
      const { principal, params } = request;
      request.auditTarget = params.var_name;
      const found = await find(principal, params.var_name);
      if (!found) return refuse(request, reply, noVariable(params.var_name));
      await actions.deleteTexts(principal, [found]);
      return success({});
    },
  );

  async function find(principal: Principal, name: string): Promise<SavedText | undefined> {
    const all = await actions.listTexts(principal, 'variable');
    return all.find((one) => one.name === name);
  }
}

/** @param userId of its owner; empty where he is no user of the project any more */
function toVariable(
  { id, name, text, projectId, owner, createdAt, updatedAt }: SavedText,
  userId: string,
) {
  return {
    id,
    var_name: name,
    var_value: text,
    project_id: projectId,
    user_id: userId,
    user_name: owner,
    is_sensitive: false,
    create_time: createdAt,
    update_time: updatedAt,
  };
}
