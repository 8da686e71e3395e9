import { askingGateway } from './asking-gateway.ts';

export const databaseNames = askingGateway(async ({ catalog }, options) =>
  (await catalog.databases({}, options)).databases.map(({ name }) => name),
);
