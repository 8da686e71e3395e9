import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedDirectory } from './cached-directory.mjs';
import { checkout } from './checkout.mjs';
import { lastLine } from './last-line.mjs';
import { runCaptured } from './run-captured.mjs';

const programs = join(checkout, 'tests', 'python');
const installTimeoutMs = 10 * 60_000;
const pythonPath = join('bin', 'python');

/**
 * A Python that has what a file of requirements names, in a virtual environment outside the checkout,
 * made when it is not there.
 * @param {string} file beside the programs in Python
 * @param {AbortSignal} stopped
 * @returns {Promise<{ python: string } | { missing: string }>} `missing` says what could not be got
 */
export async function pythonEnvironment(file, stopped) {
  const requirements = join(programs, file);
  const options = { timeoutMs: installTimeoutMs, stopped };
  const version = await runCaptured('python3', ['-c', 'import sys; print(sys.version)'], options);
  if (!version.isSuccess) return { missing: 'python3 does not run here: install Python 3' };
  const madeFrom = [readFileSync(requirements, 'utf8'), version.output];
  const made = await cachedDirectory('python', madeFrom, pythonPath, (aside) =>
    makeEnvironment(aside, requirements, options),
  );
  return 'missing' in made ? made : { python: join(made.directory, pythonPath) };
}

async function makeEnvironment(aside, requirements, options) {
  const made = await runCaptured('python3', ['-m', 'venv', aside], options);
  if (!made.isSuccess) {
    return `python3 -m venv fails (on Debian: apt install python3-venv): ${lastLine(made)}`;
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
  const python = join(aside, pythonPath);
  const installed = await runCaptured(python, [...pip, '-r', requirements], options);
  return installed.isSuccess ? null : `pip cannot install the SDKs: ${lastLine(installed)}`;
}
