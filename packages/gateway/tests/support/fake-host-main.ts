import { createServer, type Socket } from 'node:net';
import { identify } from '../../src/engines/process-identity.ts';
import { onLine, sendLine } from '../../src/engines/duckdb/line-stream.ts';

// The program behind leaveFakeHost(): says who it is, and misbehaves when it is asked for one thing.

interface Settings {
  readonly at: string;
  readonly how: 'dies' | 'stalls' | 'lingers' | 'gives up';
  readonly instance: string;
  readonly databaseFile: string;
  readonly protocol: string;
  readonly socketPath: string;
}

const lingerMs = 2_500;
const { at, how, socketPath, ...who } = JSON.parse(process.argv[2] ?? '') as Settings;

const replies: Record<string, unknown> = {
  who: { ...who, ...identify(process.pid) },
  control: { isYours: true },
  look: { operations: [], ended: [], sessions: [] },
};

const server = createServer((socket) => {
  onLine(socket, (line) => {
    const { id, op } = JSON.parse(line) as { id: number; op: string };
    if (op === at) return misbehave(socket);
    void sendLine(socket, { id, reply: replies[op] ?? {} });
  });
});
server.listen(socketPath, () => process.send?.('listening'));

function misbehave(socket: Socket): void {
  if (how === 'gives up') void sendLine(socket, { givenUp: true });
  process.send?.('misbehaves');
  if (how === 'dies') process.exit();
  if (how !== 'stalls') setTimeout(() => process.exit(), lingerMs);
}
