import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { catalogJobSchema, runCatalogJob } from '../catalog-job.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { FlagText, isYes } from '../flag.ts';
import { jobErrorRefusal } from '../job-error-codes.ts';
import { DatabaseParams, Name, ProjectParams } from '../names.ts';
import { pageOf, SomeText, WholeNumber } from '../offset-page.ts';
import { refuse } from '../refuse.ts';
import { Tags } from '../tags.ts';

const database = Type.Object({
  database_name: Type.String(),
  owner: Type.String(),
  table_number: Type.Integer(),
  description: Type.String(),
  enterprise_project_id: Type.String(),
  resource_id: Type.String(),
  is_shared: Type.Boolean(),
});

/** Databases: each is a schema of the project's database (dli-api.md 3.7). */
export function databaseRoutes(app: DliApp, actions: GuardedActions): void {
  const path = '/v1.0/:project_id/databases';

  app.get(
    path,
    {
      config: { needs: 'read' },
      schema: {
        params: ProjectParams,
        querystring: Type.Partial(
          Type.Object({
            'with-priv': FlagText,
            offset: WholeNumber,
            limit: WholeNumber,
            keyword: SomeText,
            tags: SomeText,
          }),
        ),
        response: {
          200: successSchema({ database_count: Type.Integer(), databases: Type.Array(database) }),
        },
      },
    },
    async (request, reply) => {
      const { query, principal } = request;
      const answer = await actions.listDatabases(principal);
      if (answer.kind === 'refused') return refuse(request, reply, jobErrorRefusal(answer.error));
      const keyword = (query.keyword ?? '').toLowerCase();
      // No database has tags.
      const matching = query.tags
        ? []
        : answer.found.filter(({ name }) => name.toLowerCase().includes(keyword));
      return success({
        database_count: matching.length,
        databases: pageOf(matching, query).map(({ name, tableCount }) => ({
          database_name: name,
          owner: '',
          table_number: tableCount,
          description: '',
          enterprise_project_id: '0',
          resource_id: '',
          is_shared: false,
        })),
      });
    },
  );

  app.post(
    path,
    {
      config: { needs: 'submit', audit: 'create_database' },
      schema: {
        params: ProjectParams,
        body: Type.Object({
          database_name: Name,
          description: Type.Optional(Type.String({ maxLength: 4_096, description: 'text' })),
          tags: Type.Optional(Tags),
        }),
        response: { 200: catalogJobSchema },
      },
    },
    (request, reply) => {
      const wish = { kind: 'create_database', database: request.body.database_name } as const;
      return runCatalogJob(actions, request, reply, wish, false);
    },
  );

  app.delete(
    `${path}/:database_name`,
    {
      config: { needs: 'submit', audit: 'delete_database' },
      schema: {
        params: DatabaseParams,
        querystring: Type.Partial(Type.Object({ cascade: FlagText, async: FlagText })),
        response: { 200: catalogJobSchema },
      },
    },
    (request, reply) => {
      const { query, params } = request;
      const cascade = isYes(query.cascade);
      const wish = { kind: 'drop_database', database: params.database_name, cascade } as const;
      return runCatalogJob(actions, request, reply, wish, isYes(query.async));
    },
  );
}
