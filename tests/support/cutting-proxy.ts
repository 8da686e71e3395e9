import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';

export interface CuttingProxy extends AsyncDisposable {
  readonly url: string;
  /** Cuts every connection; new ones are taken. */
  cut(): void;
}

/** Stands before a gateway and passes bytes on, until it is told to cut. */
export async function openCuttingProxy(gatewayUrl: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(gatewayUrl);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const gateway = connect(Number(port), hostname);
    for (const socket of [client, gateway]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        gateway.destroy();
      });
    }
    client.pipe(gateway).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    [Symbol.asyncDispose]: async () => {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
