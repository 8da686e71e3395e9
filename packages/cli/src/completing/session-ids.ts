import { askingGateway } from './asking-gateway.ts';

/** The newest sessions. */
export const sessionIds = askingGateway(async (client, options) =>
  (await client.sessions.list({ limit: 50 }, options)).sessions.map(({ id }) => id),
);
