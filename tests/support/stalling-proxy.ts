import { createServer, request as ask, type ServerResponse } from 'node:http';
import { listenLocally } from './listen-locally.ts';

/** Stands before a gateway, passes the first bytes of a long answer on, and then no more. */
export async function openStallingProxy(gatewayUrl: string) {
  const stalled = Promise.withResolvers<ServerResponse>();
  const server = createServer(({ method, url, headers }, response) => {
    const { host } = new URL(gatewayUrl);
    const passed = ask(
      `${gatewayUrl}${url}`,
      { method, headers: { ...headers, host } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on('error', () => {});
        answer.once('data', (bytes: Buffer) => {
          answer.pause();
          response.write(bytes, () => stalled.resolve(response));
        });
        response.once('close', () => answer.destroy());
      },
    );
    passed.on('error', () => {});
    passed.end();
  });
  const listening = await listenLocally(server);
  return {
    url: listening.url,
    stalled: stalled.promise,
    [Symbol.asyncDispose]: () => listening.close(),
  };
}
