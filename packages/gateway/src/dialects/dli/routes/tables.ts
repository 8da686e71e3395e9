import { Type } from 'typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { TableDetail, TableEntry } from '../../../core/ports/catalog.ts';
import { catalogJobSchema, runCatalogJob } from '../catalog-job.ts';
import { noDatabase, noTable } from '../catalog-refusals.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { FlagText, isYes } from '../flag.ts';
import { jobErrorRefusal } from '../job-error-codes.ts';
import { DatabaseParams, TableParams } from '../names.ts';
import { FromOne, numberedPage, PageSize } from '../numbered-page.ts';
import { SomeText } from '../offset-page.ts';
import { refuse } from '../refuse.ts';
import { TableBody, toTableWish } from '../table-body.ts';

const tableTypes = ['MANAGED_TABLE', 'EXTERNAL_TABLE', 'VIRTUAL_VIEW'] as const;
const modes = ['SYNC', 'ASYNC'] as const;
const previewed = 10;

const ListQuery = Type.Partial(
  Type.Object({
    keyword: SomeText,
    'with-detail': FlagText,
    'page-size': PageSize,
    'current-page': FromOne,
    'with-priv': FlagText,
    'table-type': Type.Enum([...tableTypes], { description: `one of ${tableTypes.join(', ')}` }),
    'datasource-type': SomeText,
    'without-tablemeta': FlagText,
  }),
);

const listed = successSchema({
  table_count: Type.Integer(),
  tables: Type.Array(Type.Unknown()),
});

/** Tables and views of a database (dli-api.md 3.7). */
export function tableRoutes(app: DliApp, actions: GuardedActions): void {
  const database = '/v1.0/:project_id/databases/:database_name';
  const table = `${database}/tables/:table_name`;

  // The first is the deprecated spelling.
  for (const path of [database, `${database}/tables`]) {
    app.get(
      path,
      {
        config: { needs: 'read' },
        schema: { params: DatabaseParams, querystring: ListQuery, response: { 200: listed } },
      },
      async (request, reply) => {
        const { params, query, principal } = request;
        const answer = await actions.listTables(principal, params.database_name);
        if (answer.kind === 'refused') return refuse(request, reply, jobErrorRefusal(answer.error));
        if (!answer.found) return refuse(request, reply, noDatabase(params.database_name));
        const matching = answer.found.filter((entry) => isAskedFor(entry, query));
        const page = numberedPage(matching, query);
        const tables = page.map((entry) => toTable(entry, isYes(query['with-detail'])));
        return success({ table_count: matching.length, tables });
      },
    );
  }

  app.post(
    `${database}/tables`,
    {
      config: { needs: 'submit', audit: 'create_table' },
      schema: { params: DatabaseParams, body: TableBody, response: { 200: catalogJobSchema } },
    },
    async (request, reply) => {
      const asked = toTableWish(request.params.database_name, request.body);
      if (asked.kind === 'refused') return refuse(request, reply, asked.refusal);
      return runCatalogJob(actions, request, reply, asked.wish, false);
    },
  );

  app.get(
    table,
    { config: { needs: 'read' }, schema: { params: TableParams } },
    async (request, reply) => {
      const found = await findTable(request, reply);
      return found === null ? reply : success(toTableDetail(found));
    },
  );

  app.delete(
    table,
    {
      config: { needs: 'submit', audit: 'delete_table' },
      schema: {
        params: TableParams,
        querystring: Type.Partial(Type.Object({ async: FlagText })),
        response: { 200: catalogJobSchema },
      },
    },
    async (request, reply) => {
      const found = await findTable(request, reply);
      if (found === null) return reply;
      const { database_name, table_name } = request.params;
      const of = { database: database_name, table: table_name, is: found.kind };
      const wish = { kind: 'drop_table', ...of } as const;
      return runCatalogJob(actions, request, reply, wish, isYes(request.query.async));
    },
  );

  app.get(
    `${table}/preview`,
    {
      config: { needs: 'submit', audit: false },
      schema: {
        params: TableParams,
        querystring: Type.Partial(
          Type.Object({
            mode: Type.Enum([...modes], { description: `one of ${modes.join(', ')}` }),
          }),
        ),
        response: { 200: catalogJobSchema },
      },
    },
    (request, reply) => {
      const { database_name, table_name } = request.params;
      const of = { database: database_name, table: table_name, count: previewed };
      const wish = { kind: 'first_rows', ...of } as const;
      return runCatalogJob(actions, request, reply, wish, request.query.mode === 'ASYNC');
    },
  );

  /** Null where it was refused. */
  async function findTable(
    request: FastifyRequest<{ Params: { database_name: string; table_name: string } }>,
    reply: FastifyReply,
  ): Promise<TableDetail | null> {
    const { database_name: database, table_name } = request.params;
    const answer = await actions.findTable(request.principal, { database, table: table_name });
    if (answer.kind === 'read' && answer.found) return answer.found;
    refuse(
      request,
      reply,
      answer.kind === 'refused' ? jobErrorRefusal(answer.error) : noTable(table_name),
    );
    return null;
  }
}

function isAskedFor(
  { name, kind }: TableEntry,
  query: { readonly keyword?: string; readonly 'table-type'?: (typeof tableTypes)[number] },
): boolean {
  const type = query['table-type'];
  const isOfType =
    type === undefined || type === (kind === 'view' ? 'VIRTUAL_VIEW' : 'MANAGED_TABLE');
  return isOfType && name.toLowerCase().includes((query.keyword ?? '').toLowerCase());
}

const shownTypes = { table: 'MANAGED', view: 'VIEW' } as const;

/** The SDK wants every field of the detail, and zeros say that they are not known. */
function toTable({ name, kind }: TableEntry, isDetailed: boolean) {
  const table = {
    table_name: name,
    table_type: shownTypes[kind],
    data_location: kind === 'view' ? 'VIEW' : 'DLI',
  };
  if (!isDetailed) return table;
  return {
    ...table,
    create_time: 0,
    last_access_time: 0,
    owner: '',
    table_size: 0,
    data_type: '',
    location: '',
    partition_columns: [],
  };
}

function toTableDetail({ kind, comment, sql, columns }: TableDetail) {
  return {
    column_count: columns.length,
    columns: columns.map((column) => ({
      column_name: column.name,
      type: column.type,
      description: column.comment,
      is_partition_column: false,
    })),
    table_type: shownTypes[kind],
    data_type: '',
    ...(kind === 'table' && { data_location: 'DLI' }),
    storage_properties: [],
    table_comment: comment,
    create_table_sql: sql,
  };
}
