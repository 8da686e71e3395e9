import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway, type StartedGateway } from '../../tests/support/start-gateway.ts';
import { type Answer, KeepAliveClient } from './keep-alive-client.ts';

/** A gateway in a process of its own, over a directory that goes when it is stopped. */
export interface BenchGateway {
  readonly gateway: StartedGateway;
  readonly dataDir: string;
  /** @returns a client with a connection of its own, and the API key */
  client(): Promise<KeepAliveClient>;
  stop(): Promise<void>;
}

export async function startBenchGateway(env: NodeJS.ProcessEnv = {}): Promise<BenchGateway> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const gateway = await startGateway({ env: { SLUICE_SAMPLES: 'off', ...env }, dataDir });
  const clients: KeepAliveClient[] = [];
  return {
    gateway,
    dataDir,
    client: async () => {
      const headers = { authorization: `Bearer ${gateway.credential.api_key}` };
      const client = await KeepAliveClient.open(gateway.url, headers);
      clients.push(client);
      return client;
    },
    stop: async () => {
      for (const client of clients) client.close();
      await gateway.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** @throws when the answer is no success */
export function jsonOf({ status, body }: Answer): unknown {
  if (status >= 300) throw new Error(`${status} ${body}`);
  return JSON.parse(body);
}
