import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SluiceClient } from '@sluice/client';
import {
  type RunOptions,
  type Ran,
  type RunningSluice,
  runSluice,
  startSluice,
} from './run-sluice.ts';
import { type StartedGateway, startGateway } from './start-gateway.ts';

/** A gateway, a client of it, and the command line of a user who has nothing but its credential. */
export interface CliStage {
  readonly gateway: StartedGateway;
  readonly client: SluiceClient;
  /** A directory of the user, empty at first. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  start(args: readonly string[], options?: RunOptions): RunningSluice;
  end(): Promise<void>;
}

export async function openCliStage(settings: NodeJS.ProcessEnv = {}): Promise<CliStage> {
  const gateway = await startGateway({ env: { SLUICE_SAMPLES: 'off', ...settings } });
  const directory = mkdtempSync(join(tmpdir(), 'sluice-test-cli-'));
  const env = {
    HOME: directory,
    SLUICE_CREDENTIALS: join(gateway.dataDir, 'credential.json'),
  };
  const withDefaults = (options: RunOptions) => ({
    cwd: directory,
    ...options,
    env: { ...env, ...options.env },
  });
  return {
    gateway,
    client: new SluiceClient({ url: gateway.url, apiKey: gateway.credential.api_key }),
    directory,
    env,
    run: (args, options = {}) => runSluice(args, withDefaults(options)),
    start: (args, options = {}) => startSluice(args, withDefaults(options)),
    end: async () => {
      await gateway.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A statement that runs for hours, and stops at once when it is interrupted. */
export const endlessSql =
  'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE (a.range + b.range) % 7 = 3';
