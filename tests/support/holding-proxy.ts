import { once } from 'node:events';
import { type IncomingMessage, createServer, request as ask } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenLocally } from './listen-locally.ts';

export interface HoldingProxy {
  readonly url: string;
  /** Resolves when a request is held. */
  readonly held: Promise<void>;
  /** Lets it through, and resolves when the gateway has answered it. */
  release(): Promise<void>;
  close(): Promise<void>;
}

/** Stands before a gateway and passes everything on, but holds the first request of this kind. */
export async function openHoldingProxy(
  gatewayUrl: string,
  isToBeHeld: (method: string, path: string) => boolean,
): Promise<HoldingProxy> {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  let hasHeld = false;
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    const isHeld = !hasHeld && isToBeHeld(method, url);
    hasHeld ||= isHeld;
    void (async () => {
      const body = await text(request);
      if (isHeld) {
        held.resolve();
        await released.promise;
      }
      const answer = await passOn(gatewayUrl, request, body);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      if (isHeld) answered.resolve();
    })();
  });
  return {
    ...(await listenLocally(server)),
    held: held.promise,
    release() {
      released.resolve();
      return answered.promise;
    },
  };
}

async function passOn(
  gatewayUrl: string,
  { method, url, headers }: IncomingMessage,
  body: string,
): Promise<IncomingMessage> {
  const { host } = new URL(gatewayUrl);
  const passed = ask(`${gatewayUrl}${url}`, {
    method,
    headers: { ...headers, host },
    agent: false,
  });
  passed.end(body);
  const [answer] = (await once(passed, 'response')) as [IncomingMessage];
  return answer;
}
