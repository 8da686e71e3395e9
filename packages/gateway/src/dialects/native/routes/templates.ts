import {
  Template,
  TemplateList,
  TemplateListQuery,
  TemplateName,
  TemplateOrder,
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
import { toTemplateView } from '../saved-text-view.ts';

const Params = Type.Object({ name: TemplateName });

/** Statements that are kept under names, to be used again. */
export function templateRoutes(app: NativeApp, actions: GuardedActions): void {
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
    async (request, reply) => {
      const { name } = request.params;
      const found = await find(request.principal, name);
      return found ? toTemplateView(found) : refuse(request, reply, unknownText('template', name));
    },
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
      const { principal, params } = request;
      const { name } = params;
      const { sql, description = '', group = '' } = request.body;
      const change = { name, text: sql, description, group };
      request.auditTarget = name;
      const answer = await actions.putText(principal, 'template', change);
      if (answer.kind === 'too_many') return refuse(request, reply, tooManyTexts('template'));
      const found = await find(principal, name);
      // Somebody may have deleted it since.
      if (!found) return refuse(request, reply, unknownText('template', name));
      return reply.code(answer.kind === 'saved' ? 201 : 200).send(toTemplateView(found));
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
    async (request, reply) => {
      const { principal, params } = request;
      request.auditTarget = params.name;
      const found = await find(principal, params.name);
      if (!found) return refuse(request, reply, unknownText('template', params.name));
      await actions.deleteTexts(principal, [found]);
      return reply.code(204).send(null);
    },
  );

  async function find(principal: Principal, name: string): Promise<SavedText | undefined> {
    const all = await actions.listTexts(principal, 'template');
    return all.find((one) => one.name === name);
  }
}
