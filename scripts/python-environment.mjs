import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { checkout } from './checkout.mjs';
import { runCaptured } from './run-captured.mjs';

const requirements = join(checkout, 'tests', 'python', 'requirements.txt');
const installTimeoutMs = 10 * 60_000;

/**
 * The Python that has the official SDK, in a virtual environment outside the checkout, made when it
 * is not there.
 * @param {AbortSignal} stopped
 * @returns {Promise<{ python: string } | { missing: string }>} `missing` says what could not be got
 */
export async function pythonEnvironment(stopped) {
  const options = { timeoutMs: installTimeoutMs, stopped };
  const version = await runCaptured('python3', ['-c', 'import sys; print(sys.version)'], options);
  if (!version.isSuccess) return { missing: 'python3 does not run here: install Python 3' };
  const wanted = directoryFor(version.output);
  const python = pythonIn(wanted);
  if (existsSync(python)) return { python };
  try {
    return (await makeEnvironment(wanted, options)) ?? { python };
  } catch (error) {
    return { missing: `cannot make ${wanted}: ${error.message}` };
  }
}

/** Named by all that it is made from, so that it never has to be changed. */
function directoryFor(pythonVersion) {
  const hash = createHash('sha256').update(readFileSync(requirements)).update(pythonVersion);
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'sluice', `python-${hash.digest('hex').slice(0, 16)}`);
}

function pythonIn(directory) {
  return join(directory, 'bin', 'python');
}

/** Built aside and renamed last: an install that was broken off is not taken for a good one. */
async function makeEnvironment(wanted, options) {
  mkdirSync(join(wanted, '..'), { recursive: true });
  const aside = mkdtempSync(`${wanted}-making-`);
  try {
    const made = await runCaptured('python3', ['-m', 'venv', aside], options);
    if (!made.isSuccess) {
      return {
        missing: `python3 -m venv fails (on Debian: apt install python3-venv): ${lastLine(made)}`,
      };
    }
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    const installed = await runCaptured(pythonIn(aside), [...pip, '-r', requirements], options);
    if (!installed.isSuccess)
      return { missing: `pip cannot install the SDK: ${lastLine(installed)}` };
    // Another run may have made the same one meanwhile; one whose Python is gone is of no use.
    if (existsSync(pythonIn(wanted))) return null;
    rmSync(wanted, { recursive: true, force: true });
    renameSync(aside, wanted);
    return null;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function lastLine({ output }) {
  return output.trim().split('\n').at(-1) ?? '';
}
