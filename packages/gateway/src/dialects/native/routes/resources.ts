import {
  OwnerOrder,
  PutResources,
  Resource,
  ResourceList,
  ResourceListQuery,
  ResourceName,
  ResourceQuery,
  ResourcesOrder,
} from '@sluice/protocol';
import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { nothing } from '../answer-forms.ts';
import { readResourceFiles } from '../files-of-order.ts';
import { namedPage } from '../named-page.ts';
import type { NativeApp } from '../native-app.ts';
import { refuse } from '../refuse.ts';
import { inSeveralGroups, noOwner, noResourceFile, unknownResource } from '../resource-refusals.ts';
import { toResourceView } from '../resource-view.ts';

const Params = Type.Object({ name: ResourceName });
const one = { params: Params, querystring: ResourceQuery };

/** Names for files of buckets, by which batches find them. The files stay where they are. */
export function resourceRoutes(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/resources',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'listResources',
        summary: 'List resources',
        querystring: ResourceListQuery,
        response: { 200: ResourceList },
      },
    },
    async ({ principal, query }) => {
      const { group, kind } = query;
      const { resources } = await actions.listResources(principal);
      const wanted = resources.filter(
        (each) =>
          (group === undefined || each.group === group) &&
          (kind === undefined || each.kind === kind),
      );
      const { page, place } = namedPage(wanted, query);
      return { resources: page.map(toResourceView), ...place };
    },
  );

  app.post(
    '/resources',
    {
      config: { needs: 'submit', audit: 'put_resources' },
      schema: {
        operationId: 'putResources',
        summary: 'Name files as resources',
        body: ResourcesOrder,
        response: { 200: PutResources },
      },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const { group = null, kind = 'file', tags = [] } = body;
      const read = readResourceFiles(body.files);
      if (read.kind === 'refused') return refuse(request, reply, read.refusal);
      const { files } = read;
      const order = { group, kind, tags, files, isAsync: false };
      const answer = await actions.putResources(principal, order);
      if (answer.kind === 'no_file') return refuse(request, reply, noResourceFile(answer.file));
      request.auditTarget = `${group ?? ''}: ${answer.names.join(' ')}`;
      const names = new Set(answer.names);
      const { resources } = await actions.listResources(principal);
      const put = resources.filter((each) => each.group === group && names.has(each.name));
      return { resources: put.map(toResourceView) };
    },
  );

  app.get(
    '/resources/:name',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'showResource',
        summary: 'Show a resource',
        ...one,
        response: { 200: Resource },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const { group = null } = request.query;
      const answer = await actions.findResource(request.principal, name, group);
      switch (answer.kind) {
        case 'found':
          return toResourceView(answer.resource);
        case 'unknown':
          return refuse(request, reply, unknownResource(name, group));
        case 'ambiguous':
          return refuse(request, reply, inSeveralGroups(name, answer.groups));
      }
    },
  );

  app.patch(
    '/resources/:name',
    {
      config: { needs: 'submit', audit: 'give_resource' },
      schema: {
        operationId: 'giveResource',
        summary: 'Give a resource to another user',
        ...one,
        body: OwnerOrder,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const { group = null } = request.query;
      const { owner } = request.body;
      request.auditTarget = `${group === null ? name : `${group}/${name}`}: ${owner}`;
      const answer = await actions.giveResource(request.principal, { group, name }, owner);
      switch (answer.kind) {
        case 'given':
          return reply.code(204).send(null);
        case 'unknown':
          return refuse(request, reply, unknownResource(name, group));
        case 'ambiguous':
          return refuse(request, reply, inSeveralGroups(name, answer.groups));
        case 'no_user':
          return refuse(request, reply, noOwner(answer.userName));
      }
    },
  );

  app.delete(
    '/resources/:name',
    {
      config: { needs: 'submit', audit: 'delete_resource' },
      schema: {
        operationId: 'deleteResource',
        summary: 'Forget a resource; its file stays',
        ...one,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const { group = null } = request.query;
      request.auditTarget = group === null ? name : `${group}/${name}`;
      const answer = await actions.deleteResource(request.principal, name, group);
      switch (answer.kind) {
        case 'deleted':
          return reply.code(204).send(null);
        case 'unknown':
          return refuse(request, reply, unknownResource(name, group));
        case 'ambiguous':
          return refuse(request, reply, inSeveralGroups(name, answer.groups));
      }
    },
  );
}
