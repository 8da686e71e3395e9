import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { ResourceKind } from '../../../core/files/resource.ts';
import type { DliApp } from '../dli-app.ts';
import { noUser } from '../job-refusals.ts';
import { ProjectParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { ModuleBody, type ReadOrder, ResourcesBody, toResourcesOrder } from '../resource-body.ts';
import { toGroupRecord } from '../resource-record.ts';
import { noFile, noGroup } from '../resource-refusals.ts';

const kinds = { jars: 'jar', pyfiles: 'pyFile', files: 'file' } as const satisfies Record<
  string,
  ResourceKind
>;

/** Names files of buckets as resources of a group (dli-api.md 3.6). One of the same name is replaced. */
export function putResourcesRoutes(app: DliApp, actions: GuardedActions): void {
  app.post(
    '/v2.0/:project_id/resources',
    {
      config: { needs: 'submit', audit: 'put_resources' },
      schema: { params: ProjectParams, body: ResourcesBody },
    },
    (request, reply) =>
      put(actions, request, reply, toResourcesOrder(request.body), (group) => group),
  );

  for (const [path, kind] of Object.entries(kinds)) {
    app.post(
      `/v2.0/:project_id/resources/${path}`,
      {
        config: { needs: 'submit', audit: 'put_resources' },
        schema: { params: ProjectParams, body: ModuleBody },
      },
      (request, reply) => {
        const order = toResourcesOrder({ ...request.body, kind });
        const asModule = (group: GroupRecord) => ({
          ...group,
          description: '',
          module_name: group.group_name,
          module_type: kind,
        });
        return put(actions, request, reply, order, asModule);
      },
    );
  }
}

type GroupRecord = ReturnType<typeof toGroupRecord>;

async function put(
  actions: GuardedActions,
  request: FastifyRequest,
  reply: FastifyReply,
  read: ReadOrder,
  toAnswer: (group: GroupRecord) => object,
): Promise<object> {
  if (read.kind === 'refused') return refuse(request, reply, read.refusal);
  const { principal } = request;
  const { group } = read.order;
  const asUser = request.headers['user-id'];
  // The header is sent by clients that act for themselves; nobody acts for another (dli-api.md 3.6).
  if (typeof asUser === 'string' && ![principal.userId, principal.userName].includes(asUser)) {
    return refuse(request, reply, noUser(asUser));
  }
  const answer = await actions.putResources(principal, read.order);
  if (answer.kind === 'no_file') return refuse(request, reply, noFile(answer.file));
  request.auditTarget = `${group ?? ''}: ${answer.names.join(' ')}`;
  if (group === null) return { resource_names: answer.names };
  const listed = await actions.listResources(principal);
  const found = listed.groups.find(({ name }) => name === group);
  // Somebody may have deleted all of it since.
  return found ? toAnswer(toGroupRecord(found, listed)) : refuse(request, reply, noGroup(group));
}
