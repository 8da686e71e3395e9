import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { dliRoutes } from './dli-routes.ts';
import { fabricRoutes } from './fabric-routes.ts';
import type { LiarRequest, Reply, Route } from './liar-route.ts';
import { LiarWorld } from './liar-world.ts';
import { livyRoutes } from './livy-routes.ts';

/** Tokens that open the liar, and the project of each. */
export const liarTokens: Readonly<Record<string, string>> = { mine: 'p1', theirs: 'p2' };

export interface Liar {
  /** Speaks DLI and Fabric, and Livy under `/livy`. */
  readonly url: string;
  /** Another door of the same server. */
  readonly replicaUrl: string;
  readonly world: LiarWorld;
  /** As `kill -9` and a start. */
  restart(): void;
  close(): Promise<void>;
}

const routes: readonly Route[] = [...dliRoutes, ...livyRoutes, ...fabricRoutes];

/**
 * A small server of the three APIs that keeps everything in memory. It is honest but for the lies that
 * are on: lie n breaks what case n demands, and nothing else. It proves that the suite can convict.
 */
export async function startLiar(lies: Iterable<number> = []): Promise<Liar> {
  const world = new LiarWorld(new Set(lies));
  const main = await listen(world, false);
  const replica = await listen(world, true);
  return {
    url: urlOf(main),
    replicaUrl: urlOf(replica),
    world,
    restart() {
      main.closeAllConnections();
      world.restart();
    },
    async close() {
      for (const server of [main, replica]) {
        server.close();
        server.closeAllConnections();
      }
      await Promise.resolve();
    },
  };
}

async function listen(world: LiarWorld, isReplica: boolean): Promise<Server> {
  const server = createServer((request, response) => {
    void answer(world, isReplica, request).then(({ status, body, headers = {} }) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answer(
  world: LiarWorld,
  isReplica: boolean,
  request: IncomingMessage,
): Promise<Reply> {
  const body = await text(request);
  world.advance();
  const url = new URL(request.url ?? '/', 'http://liar');
  const project = liarTokens[String(request.headers['x-auth-token'])];
  if (project === undefined) return { status: 401, body: { error_msg: 'who are you?' } };
  for (const { method, path, handle } of routes) {
    const match = method === request.method ? path.exec(url.pathname) : null;
    if (!match) continue;
    const [, ...params] = match;
    const asked: LiarRequest = {
      params,
      body: body === '' ? {} : (JSON.parse(body) as Record<string, unknown>),
      query: url.searchParams,
      project,
      isReplica,
    };
    return handle(world, asked);
  }
  return { status: 404, body: { error_code: 'APIGW.0101', error_msg: 'no such call' } };
}
