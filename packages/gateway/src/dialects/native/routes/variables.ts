import {
  NamedPageQuery,
  Variable,
  VariableList,
  VariableName,
  VariableOrder,
} from '@sluice/protocol';
import { Type } from 'typebox';
import type { Principal } from '../../../core/access/principal.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { SavedText } from '../../../core/ports/saved-text-store.ts';
import { nothing } from '../answer-forms.ts';
import { namedPage } from '../named-page.ts';
import type { NativeApp } from '../native-app.ts';
import { refuse } from '../refuse.ts';
import { tooManyTexts, unknownText } from '../saved-text-refusals.ts';
import { toVariableView } from '../saved-text-view.ts';

const Params = Type.Object({ name: VariableName });

/** Values that texts name as `{{name}}`. */
export function variableRoutes(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/variables',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'listVariables',
        summary: 'List variables',
        querystring: NamedPageQuery,
        response: { 200: VariableList },
      },
    },
    async ({ principal, query }) => {
      const all = await actions.listTexts(principal, 'variable');
      const { page, place } = namedPage(all, query);
      return { variables: page.map(toVariableView), ...place };
    },
  );

  app.get(
    '/variables/:name',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'showVariable',
        summary: 'Show a variable',
        params: Params,
        response: { 200: Variable },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const found = await find(request.principal, name);
      return found ? toVariableView(found) : refuse(request, reply, unknownText('variable', name));
    },
  );

  app.put(
    '/variables/:name',
    {
      config: { needs: 'submit', audit: 'put_variable' },
      schema: {
        operationId: 'putVariable',
        summary: 'Save a variable, or change it',
        params: Params,
        body: VariableOrder,
        response: { 200: Variable, 201: Variable },
      },
    },
    async (request, reply) => {
      const { principal, params } = request;
      const { name } = params;
      const change = { name, text: request.body.value, description: '', group: '' };
      request.auditTarget = name;
      const answer = await actions.putText(principal, 'variable', change);
      if (answer.kind === 'too_many') return refuse(request, reply, tooManyTexts('variable'));
      const found = await find(principal, name);
      // Somebody may have deleted it since.
      if (!found) return refuse(request, reply, unknownText('variable', name));
      return reply.code(answer.kind === 'saved' ? 201 : 200).send(toVariableView(found));
    },
  );

  app.delete(
    '/variables/:name',
    {
      config: { needs: 'submit', audit: 'delete_variable' },
      schema: {
        operationId: 'deleteVariable',
        summary: 'Delete a variable',
        params: Params,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { principal, params } = request;
      request.auditTarget = params.name;
      const found = await find(principal, params.name);
      if (!found) return refuse(request, reply, unknownText('variable', params.name));
      await actions.deleteTexts(principal, [found]);
      return reply.code(204).send(null);
    },
  );

  async function find(principal: Principal, name: string): Promise<SavedText | undefined> {
    const all = await actions.listTexts(principal, 'variable');
    return all.find((one) => one.name === name);
  }
}
