import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type StartedGateway, startGateway } from './start-gateway.ts';

/** A directory that looks like a checkout after `npm start`, with its gateway. */
export interface StagedCheckout {
  readonly gateway: StartedGateway;
  /**
   * Runs a block of a page as a person would who pastes it in the checkout.
   * @param program bash, or what takes a text after `-c`
   * @returns its stdout
   */
  paste(block: string, program?: string): Promise<string>;
  close(): Promise<void>;
}

const root = resolve(import.meta.dirname, '../..');
const mostMs = 300_000;

export async function stageCheckout(): Promise<StagedCheckout> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-test-pages-'));
  for (const name of ['node_modules', 'examples']) {
    symlinkSync(join(root, name), join(directory, name));
  }
  const gateway = await startGateway({ dataDir: join(directory, '.sluice') });
  return {
    gateway,
    paste: async (block, program = 'bash') => {
      const flags = program === 'bash' ? ['-euo', 'pipefail', '-c'] : ['-c'];
      const options = { cwd: directory, timeout: mostMs };
      const { stdout } = await promisify(execFile)(program, [...flags, block], options);
      return stdout;
    },
    close: async () => {
      await gateway.stop();
      rmSync(directory, { recursive: true });
    },
  };
}
