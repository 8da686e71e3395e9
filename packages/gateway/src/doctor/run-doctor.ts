import type { Finding } from '@sluice/protocol';
import { readConfig } from '../config/read-config.ts';
import { examine } from './examine.ts';

/** What holds batches together on this machine: whether all of it, and what can escape. */
type LookAtBatches = (
  dataDir: string,
) => Promise<{ readonly isWhole: boolean; readonly told: string }>;

/**
 * `npm start -- doctor`: looks at what lies there, a line each, also while no gateway runs.
 * @returns the exit code: 1 when something fails
 * @throws ConfigError
 */
export async function runDoctor(
  isForProgram: boolean,
  lookAtBatches: LookAtBatches,
): Promise<number> {
  const config = readConfig(process.env, process.cwd());
  const { isWhole, told } = await lookAtBatches(config.dataDir);
  const batches: Finding = { level: isWhole ? 'ok' : 'warn', what: 'batches', detail: told };
  const findings = [...(await examine(config, Date.now())), batches];
  process.stdout.write(
    isForProgram ? `${JSON.stringify(findings)}\n` : findings.map(toLine).join(''),
  );
  return findings.some(({ level }) => level === 'fail') ? 1 : 0;
}

function toLine({ level, what, detail }: Finding): string {
  return `${level.padEnd(4)}  ${what.padEnd(14)}  ${detail}\n`;
}
