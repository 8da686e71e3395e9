import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request as it came in. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Served extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly Asked[];
}

/** A server on a free port; `answer` gets the requests in their order, counted from 0. */
export async function serve(
  answer: (response: ServerResponse, asked: Asked, count: number) => void,
): Promise<Served> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request;
      asked.push({ method, url, headers, body });
      answer(response, { method, url, headers, body }, asked.length - 1);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers with JSON, or with text that is JSON already. */
export function answerJson(response: ServerResponse, status: number, value: unknown): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type });
  response.end(typeof value === 'string' ? value : JSON.stringify(value));
}

/** The body of a problem. */
export function problem(status: number, code: string, more: object = {}): object {
  const detail = `it is ${code}`;
  return { type: 'about:blank', title: 'No', status, code, detail, request_id: 'r-1', ...more };
}
