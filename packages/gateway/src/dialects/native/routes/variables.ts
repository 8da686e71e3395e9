import {
  NamedPageQuery,
  Variable,
  VariableList,
  VariableName,
  VariableOrder,
} from '@sluice/protocol';
import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { nothing } from '../answer-forms.ts';
import { namedPage } from '../named-page.ts';
import type { NativeApp } from '../native-app.ts';
import { OneSavedText } from '../one-saved-text.ts';
import { toVariableView } from '../saved-text-view.ts';

const Params = Type.Object({ name: VariableName });

/** Values that texts name as `{{name}}`. */
export function variableRoutes(app: NativeApp, actions: GuardedActions): void {
  const one = new OneSavedText(actions, 'variable', toVariableView);

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
    async (request, reply) => one.show(request, reply),
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
    async (request, reply) =>
      one.put(request, reply, { text: request.body.value, description: '', group: '' }),
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
    async (request, reply) => one.remove(request, reply),
  );
}
