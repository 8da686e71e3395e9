import {
  Template,
  TemplateList,
  TemplateListQuery,
  TemplateName,
  TemplateOrder,
} from '@sluice/protocol';
import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { nothing } from '../answer-forms.ts';
import { namedPage } from '../named-page.ts';
import type { NativeApp } from '../native-app.ts';
import { OneSavedText } from '../one-saved-text.ts';
import { toTemplateView } from '../saved-text-view.ts';

const Params = Type.Object({ name: TemplateName });

/** Statements that are kept under names, to be used again. */
export function templateRoutes(app: NativeApp, actions: GuardedActions): void {
  const one = new OneSavedText(actions, 'template', toTemplateView);

  app.get(
    '/templates',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'listTemplates',
        summary: 'List templates',
        querystring: TemplateListQuery,
        response: { 200: TemplateList },
      },
    },
    async ({ principal, query }) => {
      const all = await actions.listTexts(principal, 'template');
      const { group } = query;
      const wanted = all.filter((each) => group === undefined || each.group === group);
      const { page, place } = namedPage(wanted, query);
      return { templates: page.map(toTemplateView), ...place };
    },
  );

  app.get(
    '/templates/:name',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'showTemplate',
        summary: 'Show a template',
        params: Params,
        response: { 200: Template },
      },
    },
    async (request, reply) => one.show(request, reply),
  );

  app.put(
    '/templates/:name',
    {
      config: { needs: 'submit', audit: 'put_template' },
      schema: {
        operationId: 'putTemplate',
        summary: 'Save a template, or change it',
        params: Params,
        body: TemplateOrder,
        response: { 200: Template, 201: Template },
      },
    },
    async (request, reply) => {
      const { sql, description = '', group = '' } = request.body;
      return one.put(request, reply, { text: sql, description, group });
    },
  );

  app.delete(
    '/templates/:name',
    {
      config: { needs: 'submit', audit: 'delete_template' },
      schema: {
        operationId: 'deleteTemplate',
        summary: 'Delete a template',
        params: Params,
        response: { 204: nothing },
      },
    },
    async (request, reply) => one.remove(request, reply),
  );
}
