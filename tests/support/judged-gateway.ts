import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { MortalGateway } from '../recovery/mortal-gateway.ts';
import { runSluice } from './run-sluice.ts';

const program = resolve(
  import.meta.dirname,
  '../../packages/conformance/bin/sluice-conformance.mjs',
);

/** The longest that one run of the program may take, in milliseconds. */
export const judgeMs = 600_000;

interface Told {
  readonly case: number;
  readonly on: string | null;
  readonly verdict: string;
  readonly evidence: readonly string[];
}
export interface JsonReport {
  readonly cases: readonly Told[];
  readonly figures: {
    readonly honesty: { readonly said: number; readonly true: number };
    readonly t_freed_ms: { readonly p50: number } | null;
    readonly orphans_per_100: number;
    readonly collateral_per_100: number;
  };
}
export interface Judgement {
  readonly code: number;
  readonly figures: JsonReport['figures'];
  readonly held: readonly number[];
  readonly notHeld: readonly Told[];
}
export interface ProgramRan {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A started gateway at which `sluice-conformance` is pointed, and which it may kill. */
export class JudgedGateway {
  readonly #gateway: MortalGateway;
  /** Whoever calls it kills the gateway and starts it again. */
  readonly #restarter: Server;

  private constructor(gateway: MortalGateway) {
    this.#gateway = gateway;
    this.#restarter = createServer((_, response) => {
      void (async () => {
        await gateway.kill();
        await gateway.startUntilReady();
        response.end();
      })();
    });
  }

  static async start(): Promise<JudgedGateway> {
    // A host is lost with all its sessions where an interrupt takes longer, as on a busy machine.
    const gateway = await MortalGateway.start({ SLUICE_INTERRUPT_MS: '3000' });
    const judged = new JudgedGateway(gateway);
    judged.#restarter.listen(0, '127.0.0.1');
    await once(judged.#restarter, 'listening');
    return judged;
  }

  /**
   * Runs cases with all that the program may be told.
   * @param on `batches` have command lines of their own; all else works in the data directory
   */
  async judge(args: readonly string[], on?: 'batches'): Promise<Judgement> {
    const workers =
      on === 'batches'
        ? `batch-of-conformance-${new URL(this.#gateway.url).port}`
        : join(this.#gateway.dataDir, 'projects');
    const { port } = this.#restarter.address() as AddressInfo;
    const { code, stdout, stderr } = await this.run(
      [
        [
          ...args,
          ...(on === undefined ? [] : ['--on', on]),
          '--json',
          '--rounds',
          '3',
          '--many',
          '10',
        ],
        ['--other-credentials', await this.#strangersCredential()],
        ['--process-table', workers, '--may-signal'],
        ['--restart-command', `'${process.execPath}' -e 'fetch("http://127.0.0.1:${port}")'`],
      ].flat(),
    );
    if (stderr !== '') throw new Error(`the program ended with ${code}: ${stderr}`);
    const { cases, figures } = JSON.parse(stdout) as JsonReport;
    const held = cases.filter(({ verdict }) => verdict === 'held');
    return {
      code,
      figures,
      held: [...new Set(held.map((each) => each.case))],
      notHeld: cases.filter(({ verdict }) => verdict === 'not held'),
    };
  }

  /** Runs the program with these arguments, at this gateway unless they have a `--url`. */
  run(args: readonly string[]): Promise<ProgramRan> {
    const credentials = join(this.#gateway.dataDir, 'credential.json');
    const prefix = args.includes('livy') ? '/livy' : '';
    const given = args.includes('--url')
      ? args
      : ['--url', `${this.#gateway.url}${prefix}`, ...args];
    return new Promise((done) => {
      execFile(
        process.execPath,
        [program, ...given, '--credentials', credentials],
        { timeout: judgeMs },
        (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  }

  /** @throws when a process of it is left */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#restarter.close();
    await this.#gateway.stop();
    const left = this.#gateway.left();
    this.#gateway.remove();
    if (left.length > 0) throw new Error(`processes are left: ${left.join(' ')}`);
  }

  /** @returns the file with the credential of a user of another project */
  async #strangersCredential(): Promise<string> {
    const file = join(this.#gateway.home, 'stranger.json');
    const where = ['--data-dir', this.#gateway.dataDir];
    await runSluice(['server', 'add-project', 'lab', ...where]);
    const args = ['server', 'add-user', 'eve', '--project', 'lab', '--role', 'admin'];
    const { code, stderr } = await runSluice([...args, '--out', file, ...where]);
    if (code !== 0) throw new Error(`no stranger was added: ${stderr}`);
    return file;
  }
}
