import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';

export interface CuttingProxy extends AsyncDisposable {
  readonly url: string;
  /** Cuts every connection; new ones are taken. */
  cut(): void;
  /** Cuts every connection, and each new one too, until it is opened again. */
  shut(): void;
  /** Resolves once so many were cut while it was shut. */
  untilTurnedAway(count: number): Promise<void>;
  open(): void;
}

/** Stands before a gateway and passes bytes on, until it is told to cut. */
export async function openCuttingProxy(gatewayUrl: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(gatewayUrl);
  const sockets = new Set<Socket>();
  let isShut = false;
  let turnedAway = 0;
  const server = createServer((client) => {
    if (isShut) {
      client.destroy();
      turnedAway++;
      return;
    }
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
    shut: () => {
      isShut = true;
      cut();
    },
    untilTurnedAway: async (count) => {
      for (;;) {
        if (turnedAway >= count) return;
        await once(server, 'connection');
      }
    },
    open: () => {
      isShut = false;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
