import {
  CatalogName,
  DatabaseList,
  NamedPageQuery,
  Table,
  type Table as TableView,
  TableList,
} from '@sluice/protocol';
import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { TableDetail } from '../../../core/ports/catalog.ts';
import { catalogRefused, unknownDatabase, unknownTable } from '../catalog-refusals.ts';
import { toColumnView } from '../column-view.ts';
import { namedPage } from '../named-page.ts';
import type { NativeApp } from '../native-app.ts';
import { refuse } from '../refuse.ts';

const DatabaseParams = Type.Object({ database: CatalogName });
const TableParams = Type.Object({ ...DatabaseParams.properties, table: CatalogName });

/** What databases and tables the project has. To look runs no job; what changes them is SQL. */
export function showCatalogRoutes(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/databases',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'listDatabases',
        summary: 'List databases',
        querystring: NamedPageQuery,
        response: { 200: DatabaseList },
      },
    },
    async (request, reply) => {
      const answer = await actions.listDatabases(request.principal);
      if (answer.kind === 'refused') return refuse(request, reply, catalogRefused(answer.error));
      const { page, place } = namedPage(answer.found, request.query);
      const databases = page.map(({ name, tableCount }) => ({ name, tables: tableCount }));
      return { databases, ...place };
    },
  );

  app.get(
    '/databases/:database/tables',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'listTables',
        summary: 'List the tables and views of a database',
        params: DatabaseParams,
        querystring: NamedPageQuery,
        response: { 200: TableList },
      },
    },
    async (request, reply) => {
      const { database } = request.params;
      const answer = await actions.listTables(request.principal, database);
      if (answer.kind === 'refused') return refuse(request, reply, catalogRefused(answer.error));
      if (!answer.found) return refuse(request, reply, unknownDatabase(database));
      const { page, place } = namedPage(answer.found, request.query);
      return { tables: page.map(({ name, kind, comment }) => ({ name, kind, comment })), ...place };
    },
  );

  app.get(
    '/databases/:database/tables/:table',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'showTable',
        summary: 'Show a table or a view with its columns',
        params: TableParams,
        response: { 200: Table },
      },
    },
    async (request, reply) => {
      const answer = await actions.findTable(request.principal, request.params);
      if (answer.kind === 'refused') return refuse(request, reply, catalogRefused(answer.error));
      if (!answer.found) return refuse(request, reply, unknownTable(request.params));
      return toTableView(request.params.database, answer.found);
    },
  );
}

function toTableView(
  database: string,
  { name, kind, comment, columns, sql }: TableDetail,
): TableView {
  return {
    database,
    name,
    kind,
    comment,
    columns: columns.map((column) => ({ ...toColumnView(column), comment: column.comment })),
    sql,
  };
}
