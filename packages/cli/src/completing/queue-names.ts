import { askingGateway } from './asking-gateway.ts';

export const queueNames = askingGateway(async (client, options) =>
  (await client.queues({}, options)).map(({ name }) => name),
);
