import type { Finding } from '@sluice/protocol';
import { readConfig } from '../config/read-config.ts';
import { examine } from './examine.ts';

/**
 * `npm start -- doctor`: looks at what lies there, a line each, also while no gateway runs.
 * @returns the exit code: 1 when something fails
 * @throws ConfigError
 */
export async function runDoctor(isForProgram: boolean): Promise<number> {
  const findings = await examine(readConfig(process.env, process.cwd()), Date.now());
  process.stdout.write(
    isForProgram ? `${JSON.stringify(findings)}\n` : findings.map(toLine).join(''),
  );
  return findings.some(({ level }) => level === 'fail') ? 1 : 0;
}

function toLine({ level, what, detail }: Finding): string {
  return `${level.padEnd(4)}  ${what.padEnd(14)}  ${detail}\n`;
}
