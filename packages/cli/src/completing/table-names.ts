import { parseTableName, showName } from '../flags/table-name.ts';
import { askingGateway } from './asking-gateway.ts';

/** Behind a dot the tables of the database before it, else the databases and the tables of `default`. */
export const tableNames = askingGateway(async ({ catalog }, options, partial) => {
  const dot = partial.lastIndexOf('.');
  if (dot !== -1) {
    const database = partial.slice(0, dot);
    const { tables } = await catalog.tables(parseTableName(database).table, {}, options);
    return tables.map(({ name }) => `${database}.${showName(name)}`);
  }
  const [{ databases }, { tables }] = await Promise.all([
    catalog.databases({}, options),
    catalog.tables('default', {}, options),
  ]);
  return [
    ...databases.map(({ name }) => `${showName(name)}.`),
    ...tables.map(({ name }) => showName(name)),
  ];
});
