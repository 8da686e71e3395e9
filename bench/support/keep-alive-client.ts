import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * One client with one connection that it keeps, and one request at a time on it. As small as can be:
 * the load generator shares the machine's cores with what it measures.
 */
export class KeepAliveClient {
  readonly #socket: Socket;
  readonly #headers: string;
  #received: Buffer = Buffer.alloc(0);
  #waiting: PromiseWithResolvers<Answer> | null = null;

  private constructor(socket: Socket, headers: string) {
    this.#socket = socket;
    this.#headers = headers;
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    socket.on('close', () => this.#waiting?.reject(new Error('the gateway hung up')));
    socket.on('error', (error) => this.#waiting?.reject(error));
  }

  static async open(url: string, headers: Readonly<Record<string, string>>) {
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
    });
    const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`);
    return new KeepAliveClient(socket, lines.join('\r\n'));
  }

  /** @param headers more of them, or others */
  call(
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    if (this.#waiting) throw new Error('one request at a time');
    this.#waiting = Promise.withResolvers<Answer>();
    const text = body === undefined ? '' : JSON.stringify(body);
    const ofBody =
      body === undefined
        ? ''
        : `\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}`;
    const more = Object.entries(headers).map(([name, value]) => `\r\n${name}: ${value}`);
    const head = `${method} ${path} HTTP/1.1\r\n${this.#headers}${more.join('')}${ofBody}`;
    this.#socket.write(`${head}\r\n\r\n${text}`);
    return this.#waiting.promise;
  }

  close(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = this.#received.toString('latin1', 0, headEnd);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) throw new Error(`an answer without a length: ${head}`);
    const end = headEnd + 4 + length;
    if (this.#received.length < end) return;
    const answer = {
      status: Number(head.slice(9, 12)),
      body: this.#received.toString('utf8', headEnd + 4, end),
    };
    this.#received = this.#received.subarray(end);
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(answer);
  }
}
